using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Codecs.Opus;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>What is heard through networks that are not good. Prints what it measures.</summary>
public sealed class AudioQualityTests(ITestOutputHelper output)
{
    private const int TenMinutes = 30_000;

    public static TheoryData<string, double, double> Networks =>
        new()
        {
            { "opus", 0, 0 },
            { "opus", 0, 30 },
            { "opus", 0.01, 10 },
            { "opus", 0.05, 30 },
            { "opus", 0.10, 50 },
            { "G722", 0.05, 30 },
            { "PCMU", 0.05, 30 },
        };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_voice_stays_whole(string codec, double loss, double jitterMs)
    {
        Assert.SkipUnless(codec != "opus" || new OpusProbe().Probe().IsAvailable, "libopus is not installed");
        using var sender = AudioCodecs.Create(new RtcCodec(codec, 0, 0), new OpusOptions());
        using var receiver = AudioCodecs.Create(new RtcCodec(codec, 0, 0), new OpusOptions());
        sender.ExpectLoss(loss);
        var samples = sender.EncoderRate / 50;
        var voice = Enumerable.Range(0, 100).Select(n => Speak(n, sender.EncoderRate, samples)).ToArray();
        var link = new AudioLink(sender, receiver, seed: 42)
        {
            Loss = loss,
            JitterMs = jitterMs,
            Voice = n => voice[n % 100],
        };

        link.Run(3000);

        var counters = link.Buffer.Counters;
        output.WriteLine(
            $"{codec, -5} loss {loss, 4:P0} jitter {jitterMs, 2} ms: "
                + $"restored {counters.Recovered / 3000.0, 5:P1}, made up {counters.Concealed / 3000.0, 5:P1}, "
                + $"late {counters.Late / 3000.0, 5:P1}, longest gap {link.LongestGapMs, 3} ms, "
                + $"delay {link.Delays.Skip(10).Average(), 3:0} ms"
        );
        Assert.InRange(link.LongestGapMs, 0, loss < 0.1 ? 60 : 100);
        Assert.InRange(link.Delays.Skip(10).Average(), 10, 100);
        Assert.InRange(counters.Concealed / 3000.0, 0, (loss * 1.5) + 0.03);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(-100)]
    public void Clocks_that_run_differently_are_evened_out(double ppm)
    {
        // 60 ms in ten minutes. Somebody who speaks for two seconds and is quiet for one, but never silent.
        using var sender = new TraceCodec();
        using var receiver = new TraceCodec();
        var link = new AudioLink(sender, receiver, seed: 1)
        {
            DriftPpm = ppm,
            JitterMs = 5,
            Voice = n => [(short)(n % 150 < 100 ? 5000 : 50)],
        };

        link.Run(TenMinutes);

        var counters = link.Buffer.Counters;
        output.WriteLine($"{ppm} ppm: delay {link.Delays.Min():0} to {link.Delays.Max():0} ms, {counters}");
        Assert.InRange(link.Delays.Skip(10).Min(), 0, 60);
        Assert.InRange(link.Delays.Skip(10).Max(), 0, 60);
        Assert.InRange(counters.Concealed, 0, 8);
        Assert.Equal((0L, 0L), (counters.Late, counters.Restarts));
        if (ppm > 0)
        {
            Assert.InRange(counters.Skipped, 2, 5);
        }
    }

    /// <summary>Speaks for 1.6 seconds and breathes for 0.4; the same every two seconds.</summary>
    private static short[] Speak(int n, int rate, int samples)
    {
        var voice = Tones.Voice(rate, samples, n * samples);
        return n < 80 ? voice : [.. voice.Select(sample => (short)(sample / 100))];
    }
}
