using VoiceAgent.Audio;
using VoiceAgent.Tests.Common;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.Silero;

/// <summary>Recorded speech through the network and the state machine with the default options.</summary>
public sealed class SileroSpeechTests
{
    private static readonly SileroVadFactory Factory = new();

    [Theory]
    [InlineData("dialog_book_a_room", 1)]
    [InlineData("dialog_mountain_view", 1)]
    [InlineData("dialog_today", 1)]
    [InlineData("dialog_230pm", 1)]
    [InlineData("q_weather", 1)]
    [InlineData("digit_zero", 1)]
    [InlineData("digit_one", 1)]
    [InlineData("digit_two", 1)]
    [InlineData("digit_three", 1)]
    [InlineData("numbers", 3)]
    [InlineData("jfk", 4)]
    public void Every_phrase_is_heard_once(string clip, int phrases)
    {
        var audio = Read(clip);
        Assert.Equal(phrases, Segments(audio.Format, audio.Pcm).Count);
    }

    [Fact]
    public void A_word_said_in_passing_is_heard_with_a_shorter_start_time()
    {
        // The network is sure of this "four" for three chunks only, 96 ms.
        var audio = Read("digit_four");
        Assert.Empty(Segments(audio.Format, audio.Pcm));
        var options = new VadOptions { Start = TimeSpan.FromMilliseconds(100) };
        Assert.Single(Segments(audio.Format, audio.Pcm, options));
    }

    [Theory]
    [InlineData("digit_one", 0.32, 100)]
    [InlineData("digit_two", 0.29, 200)]
    [InlineData("digit_three", 0.29, 200)]
    [InlineData("digit_zero", 0.22, 200)]
    public void A_word_of_a_quarter_of_a_second_is_heard(string clip, double from, int startMilliseconds)
    {
        // A part cut out of a longer word, between silence: about every second such part needs the shorter time.
        var options = new VadOptions { Start = TimeSpan.FromMilliseconds(startMilliseconds) };
        var audio = Read(clip);
        var word = audio.Pcm.Slice((int)(from * 16000) * 2, 16000 / 4 * 2);
        byte[] padded = [.. new byte[16000], .. word.Span, .. new byte[32000]];
        var (start, stop) = Assert.Single(Segments(audio.Format, padded, options));
        Assert.InRange(start, 8000 - 1024, 8000 + 2048);
        Assert.InRange(stop, 8000 + 4000 - 1024, 8000 + 4000 + 2048);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(22050)]
    [InlineData(24000)]
    [InlineData(48000)]
    public void Speech_of_any_rate_is_found_at_the_same_place(int rate)
    {
        var audio = Read("numbers");
        var expected = Segments(audio.Format, audio.Pcm);
        var resampled = Resampler.Resample(audio.Pcm.Span, 16000, rate);
        var actual = Segments(new AudioFormat(rate), resampled);

        // 8 kHz has a network of its own, which may hear a breath earlier or later.
        Assert.Equal(expected.Count, actual.Count);
        foreach (var ((start, stop), (start2, stop2)) in expected.Zip(actual))
        {
            Assert.InRange((double)start2 / rate, (start / 16000.0) - 0.1, (start / 16000.0) + 0.1);
            Assert.InRange((double)stop2 / rate, (stop / 16000.0) - 0.1, (stop / 16000.0) + 0.1);
        }
    }

    [Fact]
    public void Noise_tones_and_clicks_are_not_speech()
    {
        var random = new Random(4);
        var samples = new short[30 * 16000];
        for (var i = 0; i < samples.Length; i++)
        {
            var noise = (random.NextSingle() - 0.5f) * 3000;
            var tone = i is > 160_000 and < 320_000 ? 5000 * MathF.Sin(2 * MathF.PI * 1000 * i / 16000) : 0;
            var click = i > 320_000 && i % 6400 < 160 ? (random.NextSingle() - 0.5f) * 50000 : 0;
            samples[i] = (short)(noise + tone + click);
        }

        Assert.Empty(Segments(AudioFormat.Input16Khz, Pcm16.AsBytes(samples).ToArray()));
    }

    [Fact]
    public void Both_engines_hear_the_same_turns_of_a_telephone_call()
    {
        var audio = Read("phone_call_8k");
        var trained = Segments(audio.Format, audio.Pcm);
        var byEnergy = Segments(audio.Format, audio.Pcm, factory: new EnergyVadFactory());
        Assert.Equal(21, trained.Count);
        Assert.Equal(21, byEnergy.Count);
    }

    [Theory]
    [InlineData("jfk")]
    [InlineData("libri_2412_153948_0000")]
    [InlineData("numbers")]
    [InlineData("two_cities")]
    [InlineData("phone_call_8k")]
    public void The_energy_fallback_decides_nine_chunks_of_ten_alike(string clip)
    {
        var trained = Recording.Run(Factory, clip);
        var byEnergy = Recording.Run(new EnergyVadFactory(), clip);
        var alike = trained.Zip(byEnergy, (a, b) => a >= 0.5f == b >= 0.5f ? 1.0 : 0).Average();
        Assert.InRange(alike, 0.9, 1);
    }

    private static WavAudio Read(string clip) => WavReader.Read(File.ReadAllBytes(SharedData.Speech(clip + ".wav")));

    private static List<(long Start, long Stop)> Segments(
        AudioFormat format,
        ReadOnlyMemory<byte> pcm,
        VadOptions? options = null,
        IVoiceActivityModelFactory? factory = null
    )
    {
        using var stream = new VadStream(factory ?? Factory, options ?? new VadOptions(), format);
        var segments = new List<(long, long)>();
        while (stream.Write(ref pcm) is var change)
        {
            change = change == VadChange.None ? stream.End() : change;
            if (change == VadChange.None)
            {
                break;
            }

            if (change == VadChange.Stopped)
            {
                segments.Add((stream.StartedAt, stream.StoppedAt));
            }
        }

        return segments;
    }
}
