namespace VoiceAgent.Audio;

public sealed class WavWriterTests
{
    private static readonly AudioFormat Stereo = new(44100, 2);

    [Fact]
    public void A_whole_file_has_the_header_every_reader_knows()
    {
        byte[] pcm = [1, 2, 3, 4, 5, 6, 7, 8];
        byte[] expected =
        [
            .. "RIFF"u8,
            44,
            0,
            0,
            0,
            .. "WAVE"u8,
            .. "fmt "u8,
            16,
            0,
            0,
            0,
            1,
            0,
            2,
            0,
            0x44,
            0xAC,
            0,
            0,
            0x10,
            0xB1,
            2,
            0,
            4,
            0,
            16,
            0,
            .. "data"u8,
            8,
            0,
            0,
            0,
            .. pcm,
        ];
        Assert.Equal(expected, WavWriter.ToBytes(Stereo, pcm));
        Assert.Equal(pcm, WavReader.Read(expected).Pcm.ToArray());
    }

    [Fact]
    public void Streaming_and_one_shot_give_the_same_file()
    {
        var pcm = Noise(300_000);
        var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, Stereo))
        {
            for (var at = 0; at < pcm.Length; at += 4000)
            {
                writer.Write(pcm.AsSpan(at, 4000));
            }

            Assert.Equal(pcm.Length, writer.Length);
            Assert.Equal(Stereo.DurationOf(pcm.Length), writer.Duration);
        }

        Assert.Equal(WavWriter.ToBytes(Stereo, pcm), stream.ToArray());
    }

    [Fact]
    public void A_file_killed_at_any_moment_can_be_read_but_for_less_than_a_second()
    {
        var pcm = Noise(400_000);
        using var stream = new MemoryStream();
        using var writer = new WavWriter(stream, AudioFormat.Output24Khz, leaveOpen: true);
        Assert.Equal(0, WavReader.Read(stream.ToArray()).Samples);
        for (var at = 0; at < pcm.Length; at += 960)
        {
            writer.Write(pcm.AsSpan(at, Math.Min(960, pcm.Length - at)));
            var wav = WavReader.Read(stream.ToArray());
            Assert.Equal(AudioFormat.Output24Khz, wav.Format);
            Assert.True(pcm.AsSpan().StartsWith(wav.Pcm.Span));
            Assert.InRange(wav.Pcm.Length, Math.Max(0, writer.Length - 48_000 + 1), writer.Length);
        }
    }

    [Fact]
    public void A_stream_that_cannot_seek_says_to_the_end()
    {
        var pcm = Noise(100_000);
        var stream = new Pipe();
        using (var writer = new WavWriter(stream, AudioFormat.Input16Khz))
        {
            writer.Write(pcm);
        }

        var file = stream.ToArray();
        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(file, 40));
        Assert.Equal(pcm, WavReader.Read(file).Pcm.ToArray());
    }

    [Fact]
    public void A_file_may_begin_in_the_middle_of_a_stream()
    {
        using var stream = new MemoryStream();
        stream.Write([9, 9, 9]);
        var writer = new WavWriter(stream, AudioFormat.Input16Khz, leaveOpen: true);
        writer.Write([1, 2]);
        writer.Dispose();
        writer.Dispose();
        stream.Write([8]);
        Assert.Equal([9, 9, 9, .. WavWriter.ToBytes(AudioFormat.Input16Khz, [1, 2]), 8], stream.ToArray());
        Assert.Throws<ObjectDisposedException>(() => writer.Write([1, 2]));
    }

    [Fact]
    public void Parts_of_samples_and_wrong_formats_are_refused()
    {
        using var writer = new WavWriter(new MemoryStream(), Stereo);
        Assert.Throws<ArgumentException>(() => writer.Write([1, 2]));
        Assert.Equal(0, writer.Length);
        Assert.Throws<ArgumentException>(() => WavWriter.ToBytes(AudioFormat.Input16Khz, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => WavWriter.ToBytes(new AudioFormat(1), []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WavWriter(new MemoryStream(), new AudioFormat(16000, 3)));
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private sealed class Pipe : MemoryStream
    {
        public override bool CanSeek => false;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }
    }
}
