using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Vad;

public sealed class VadStreamTests
{
    public static TheoryData<int, int> Formats
    {
        get
        {
            var formats = new TheoryData<int, int>();
            foreach (var rate in new[] { 8000, 11025, 16000, 22050, 24000, 44100, 48000 })
            {
                formats.Add(rate, 1);
                formats.Add(rate, 2);
            }

            return formats;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Speech_is_found_where_it_is_in_the_input(int rate, int channels)
    {
        var format = new AudioFormat(rate, channels);
        using var stream = new VadStream(new LoudnessModel(), new VadOptions(), format);
        ReadOnlyMemory<byte> pcm = Bursts(format, (1.0, 2.0), (3.0, 3.5));

        // To a chunk of 32 ms; speech may seem to begin and end with any chunk that holds a part of it.
        Assert.Equal(VadChange.Started, stream.Write(ref pcm));
        Assert.InRange(stream.StartedAt, 0.96 * rate, 1.04 * rate);
        Assert.True(stream.IsSpeaking);
        Assert.Equal(VadChange.Stopped, stream.Write(ref pcm));
        Assert.InRange(stream.StoppedAt, 1.96 * rate, 2.04 * rate);
        Assert.False(stream.IsSpeaking);
        Assert.Equal(VadChange.Started, stream.Write(ref pcm));
        Assert.InRange(stream.StartedAt, 2.96 * rate, 3.04 * rate);
        Assert.Equal(VadChange.Stopped, stream.Write(ref pcm));
        Assert.InRange(stream.StoppedAt, 3.46 * rate, 3.54 * rate);
        Assert.Equal(VadChange.None, stream.Write(ref pcm));
        Assert.True(pcm.IsEmpty);
        Assert.InRange(stream.Position, 3.9 * rate, 4.0 * rate);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void It_does_not_matter_how_the_audio_is_cut(int rate, int channels)
    {
        var format = new AudioFormat(rate, channels);
        var pcm = Bursts(format, (0.3, 0.9), (1.2, 1.5), (2.0, 2.7));
        var whole = Changes(format, pcm, _ => pcm.Length);
        Assert.Equal(6, whole.Count);
        var random = new Random(rate + channels);
        Assert.Equal(whole, Changes(format, pcm, _ => format.BytesIn(TimeSpan.FromMilliseconds(20))));
        Assert.Equal(whole, Changes(format, pcm, _ => format.BytesPerSample));
        Assert.Equal(whole, Changes(format, pcm, _ => format.BytesPerSample * random.Next(0, 2000)));
    }

    [Theory]
    [InlineData(8000, 8000)]
    [InlineData(15999, 8000)]
    [InlineData(16000, 16000)]
    [InlineData(48000, 16000)]
    public void The_model_has_the_best_rate_the_input_can_fill(int input, int model)
    {
        var factory = new LoudnessModel();
        using var stream = new VadStream(factory, new VadOptions(), new AudioFormat(input));
        Assert.Equal(model, factory.Made?.SampleRate);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(80)]
    [InlineData(1000)]
    public void Models_may_have_any_chunk(int chunk)
    {
        foreach (var rate in new[] { 8000, 16000, 44100 })
        {
            var format = new AudioFormat(rate);
            var options = new VadOptions { MinVolume = 0 };
            using var stream = new VadStream(new LoudnessModel { Chunk = chunk }, options, format);
            ReadOnlyMemory<byte> pcm = Bursts(format, (1.0, 2.0));
            Assert.Equal(VadChange.Started, stream.Write(ref pcm));
            Assert.InRange(stream.StartedAt, 0.87 * rate, 1.01 * rate);
            Assert.Equal(VadChange.Stopped, stream.Write(ref pcm));
            Assert.InRange(stream.StoppedAt, 1.87 * rate, 2.13 * rate);
        }
    }

    [Fact]
    public void A_faint_voice_is_left_out_unless_loudness_does_not_matter()
    {
        // The model hears -34 dBFS; a minimum of 0.8 asks for -30.
        var format = AudioFormat.Input16Khz;
        var pcm = Bursts(format, 0.03, (0.5, 1.0));
        Assert.Empty(Changes(format, pcm, _ => pcm.Length, new VadOptions { MinVolume = 0.8f }));
        Assert.Equal(2, Changes(format, pcm, _ => pcm.Length, new VadOptions { MinVolume = 0 }).Count);
    }

    [Fact]
    public void The_end_of_the_audio_ends_speech_where_the_audio_ends()
    {
        using var stream = new VadStream(new LoudnessModel(), new VadOptions(), AudioFormat.Input16Khz);
        ReadOnlyMemory<byte> pcm = Bursts(AudioFormat.Input16Khz, (1.0, 4.0));
        Assert.Equal(VadChange.Started, stream.Write(ref pcm));
        Assert.Equal(VadChange.None, stream.Write(ref pcm));
        Assert.Equal(VadChange.Stopped, stream.End());
        Assert.Equal(stream.Position, stream.StoppedAt);
        Assert.Equal(VadChange.None, stream.End());
    }

    [Fact]
    public void Part_of_a_sample_is_left_out()
    {
        using var stream = new VadStream(new LoudnessModel(), new VadOptions(), new AudioFormat(16000, 2));
        ReadOnlyMemory<byte> pcm = new byte[3];
        Assert.Equal(VadChange.None, stream.Write(ref pcm));
        Assert.Equal(3, pcm.Length);
    }

    [Theory]
    [InlineData(7999, 1)]
    [InlineData(48001, 1)]
    [InlineData(0, 1)]
    [InlineData(16000, 0)]
    [InlineData(16000, 3)]
    public void A_format_out_of_range_is_refused(int rate, int channels)
    {
        var error = Assert.Throws<VoiceAgentException>(() =>
            new VadStream(new LoudnessModel(), new VadOptions(), new AudioFormat(rate, channels))
        );
        Assert.Equal(ErrorCodes.UnsupportedAudio, error.Code);
    }

    [Fact]
    public void The_model_is_disposed_with_the_stream()
    {
        var factory = new LoudnessModel();
        new VadStream(factory, new VadOptions(), AudioFormat.Input16Khz).Dispose();
        Assert.True(factory.Made?.IsDisposed);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Writing_allocates_nothing(int rate, int channels)
    {
        var format = new AudioFormat(rate, channels);
        using var stream = new VadStream(new EnergyVadFactory(), new VadOptions(), format);
        var pcm = Bursts(format, (0.3, 0.9), (1.2, 1.5));
        Assert.Equal(0, Allocations.Of(() => WriteAll(stream, pcm)));
    }

    private static int WriteAll(VadStream stream, ReadOnlyMemory<byte> pcm)
    {
        var changes = 0;
        while (stream.Write(ref pcm) != VadChange.None)
        {
            changes++;
        }

        return changes;
    }

    private static List<(VadChange Change, long At)> Changes(
        AudioFormat format,
        byte[] pcm,
        Func<int, int> nextLength,
        VadOptions? options = null
    )
    {
        using var stream = new VadStream(new LoudnessModel(), options ?? new VadOptions(), format);
        var changes = new List<(VadChange, long)>();
        for (var at = 0; at < pcm.Length; )
        {
            var length = Math.Min(nextLength(at), pcm.Length - at);
            ReadOnlyMemory<byte> piece = pcm.AsMemory(at, length);
            at += length;
            for (var change = stream.Write(ref piece); change != VadChange.None; change = stream.Write(ref piece))
            {
                changes.Add((change, change == VadChange.Started ? stream.StartedAt : stream.StoppedAt));
            }
        }

        return changes;
    }

    /// <summary>Four seconds of silence with tones in it.</summary>
    private static byte[] Bursts(AudioFormat format, params ReadOnlySpan<(double From, double To)> bursts) =>
        Bursts(format, 0.5, bursts);

    private static byte[] Bursts(
        AudioFormat format,
        double amplitude,
        params ReadOnlySpan<(double From, double To)> bursts
    )
    {
        var samples = new short[4 * format.SampleRate * format.Channels];
        foreach (var (from, to) in bursts)
        {
            for (var i = (int)(from * format.SampleRate); i < (int)(to * format.SampleRate); i++)
            {
                var value = (short)(amplitude * 32767 * Math.Sin(2 * Math.PI * 440 * i / format.SampleRate));
                samples.AsSpan(i * format.Channels, format.Channels).Fill(value);
            }
        }

        return Pcm16.AsBytes(samples).ToArray();
    }
}
