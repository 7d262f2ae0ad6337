using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Codecs.Opus;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>What is heard through networks that are not good. Prints what it measures.</summary>
public sealed class AudioQualityTests(ITestOutputHelper output)
{
    private const int TenMinutes = 30_000;
    private const int Minute = 3000;
    private const int Calls = 20;

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
        var rtc = new RtcCodec(codec, 0, 0);
        var sender = Record(rtc, loss);
        var calls = Enumerable.Range(0, Calls).Select(seed => Call(sender(), rtc, loss, jitterMs, seed)).ToArray();

        var gaps = calls.Select(call => call.LongestGapMs).Order().ToArray();
        var delays = calls.Select(call => call.Delays.Skip(10).Average()).Order().ToArray();
        var concealed = calls.Select(call => call.Buffer.Counters.Concealed / (double)Minute).Order().ToArray();
        var restored = calls.Average(call => call.Buffer.Counters.Recovered / (double)Minute);
        output.WriteLine(
            $"{codec, -5} loss {loss, 4:P0} jitter {jitterMs, 2} ms, {Calls} calls of a minute: restored {restored, 5:P1}, made up "
                + $"{concealed[Calls / 2], 5:P1}, longest gap {gaps[Calls / 2], 3} ms in the median, {gaps[^1], 3} ms in the worst, "
                + $"delay {delays[Calls / 2], 3:0} ms"
        );
        Assert.All(calls, call => Assert.InRange(call.LongestGapMs, 0, call.LongestLossMs));
        Assert.InRange(codec == "opus" && loss <= 0.05 ? gaps[^1] : 0, 0, 60);
        Assert.InRange(delays[0], 10, 100);
        Assert.InRange(delays[^1], 10, 100);
        Assert.InRange(concealed[^1], 0, (loss * 1.5) + 0.03);
    }

    /// <summary>A voice of a minute, encoded once; each call gets a codec that says it.</summary>
    private static Func<IAudioCodec> Record(RtcCodec codec, double loss)
    {
        using var encoder = AudioCodecs.Create(codec, new OpusOptions());
        encoder.ExpectLoss(loss);
        var payload = new byte[1500];
        var samples = encoder.EncoderRate / 50;
        var voice = Enumerable.Range(0, 100).Select(n => Speak(n, encoder.EncoderRate, samples)).ToArray();
        var payloads = Enumerable
            .Range(0, Minute)
            .Select(n => payload[..encoder.Encode(voice[n % 100], payload)])
            .ToArray();
        var (agreed, rate) = (encoder.Codec, encoder.EncoderRate);
        return () => new RecordedCodec(agreed, rate, payloads);
    }

    private static AudioLink Call(IAudioCodec sender, RtcCodec codec, double loss, double jitterMs, int seed)
    {
        using var receiver = AudioCodecs.Create(codec, new OpusOptions());
        var link = new AudioLink(sender, receiver, seed)
        {
            Loss = loss,
            JitterMs = jitterMs,
            Voice = _ => [],
        };
        link.Run(Minute);
        return link;
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
