using System.Buffers.Binary;
using VoiceAgent.Errors;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Audio;

public sealed class WavReaderTests
{
    // Values that every coding of at least 8 bits can hold.
    private static readonly short[] Values = [0, 256, -256, 32512, -32768, 16384, -16384, 512];
    private static readonly byte[] Pcm = Pcm16.AsBytes(Values).ToArray();

    public static TheoryData<int, int, byte[]> Codings =>
        new()
        {
            { 1, 8, [.. Values.Select(v => (byte)((v >> 8) + 128))] },
            { 1, 16, Pcm },
            { 1, 24, [.. Values.SelectMany(v => new byte[] { 0, (byte)v, (byte)(v >> 8) })] },
            { 1, 20, [.. Values.SelectMany(v => new byte[] { 0, (byte)v, (byte)(v >> 8) })] },
            { 1, 32, [.. Values.SelectMany(v => BitConverter.GetBytes(v << 16))] },
            { 3, 32, [.. Values.SelectMany(v => BitConverter.GetBytes(v / 32768f))] },
            { 3, 64, [.. Values.SelectMany(v => BitConverter.GetBytes(v / 32768d))] },
        };

    [Theory]
    [MemberData(nameof(Codings))]
    public void Every_coding_becomes_16_bits(int tag, int bits, byte[] data)
    {
        var wav = WavReader.Read(new WavFile().Format(tag, 1, 16000, bits).Chunk("data", data).Bytes());
        Assert.Equal(AudioFormat.Input16Khz, wav.Format);
        Assert.Equal(Values, Pcm16.AsSamples(wav.Pcm.Span).ToArray());
        Assert.Equal(Values.Length, wav.Samples);
        Assert.Equal(TimeSpan.FromMilliseconds(0.5), wav.Duration);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Extensible_headers_name_the_coding_in_their_guid(int tag, int bits, byte[] data)
    {
        byte[] more =
        [
            22,
            0,
            (byte)bits,
            0,
            0,
            0,
            0,
            0,
            (byte)tag,
            0,
            0,
            0,
            0,
            0,
            16,
            0,
            128,
            0,
            0,
            170,
            0,
            56,
            155,
            113,
        ];
        var wav = WavReader.Read(new WavFile().Format(0xFFFE, 1, 8000, bits, more).Chunk("data", data).Bytes());
        Assert.Equal(Values, Pcm16.AsSamples(wav.Pcm.Span).ToArray());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Telephone_codings_are_G711(int tag)
    {
        var codes = Enumerable.Range(0, 3000).Select(i => (byte)i).ToArray();
        var expected = new short[codes.Length];
        if (tag == 6)
        {
            G711.DecodeALaw(codes, expected);
        }
        else
        {
            G711.DecodeMuLaw(codes, expected);
        }

        var wav = WavReader.Read(new WavFile().Format(tag, 1, 8000, 8, [0, 0]).Chunk("data", codes).Bytes());
        Assert.Equal(expected, Pcm16.AsSamples(wav.Pcm.Span).ToArray());
    }

    [Fact]
    public void Floats_beyond_full_scale_saturate()
    {
        byte[] data = [.. new[] { 1f, 2f, -3f, float.NaN, float.PositiveInfinity }.SelectMany(BitConverter.GetBytes)];
        var wav = WavReader.Read(new WavFile().Format(3, 1, 16000, 32).Chunk("data", data).Bytes());
        Assert.Equal([32767, 32767, -32768, 0, 32767], Pcm16.AsSamples(wav.Pcm.Span).ToArray().Select(s => (int)s));
    }

    [Fact]
    public void Bits_padded_to_a_larger_frame_are_found()
    {
        byte[] body = [1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0xFA, 0, 0, 4, 0, 24, 0];
        byte[] data = [.. Values.SelectMany(v => BitConverter.GetBytes(v << 16))];
        var wav = WavReader.Read(new WavFile().Chunk("fmt ", body).Chunk("data", data).Bytes());
        Assert.Equal(Values, Pcm16.AsSamples(wav.Pcm.Span).ToArray());
    }

    [Fact]
    public void Stereo_is_kept_or_mixed_as_asked()
    {
        var file = new WavFile().Format(1, 2, 44100, 16).Chunk("data", Pcm).Bytes();
        Assert.Equal(new AudioFormat(44100, 2), WavReader.Read(file).Format);
        Assert.Equal(Pcm, WavReader.Read(file).Pcm.ToArray());

        var mono = WavReader.Read(file, mono: true);
        Assert.Equal(new AudioFormat(44100), mono.Format);
        Assert.Equal([128, 16128, -8192, -7936], Pcm16.AsSamples(mono.Pcm.Span).ToArray().Select(s => (int)s));
    }

    [Fact]
    public void Long_files_of_many_channels_are_mixed()
    {
        byte[] data = [.. Enumerable.Range(0, 9000).SelectMany(i => BitConverter.GetBytes((short)(i / 6)))];
        var file = new WavFile().Format(1, 6, 48000, 16).Chunk("data", data).Bytes();
        var wav = WavReader.Read(file, mono: true);
        Assert.Equal(Enumerable.Range(0, 1500).Select(i => (short)i), Pcm16.AsSamples(wav.Pcm.Span).ToArray());
        Invalid(file, "6 channels");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x7FFFF000u)]
    [InlineData(17u)]
    public void Data_of_unknown_length_goes_to_the_end(uint size)
    {
        var file = new WavFile().Format(1, 1, 16000, 16).Chunk("data", Pcm, size).Bytes(size: size);
        Assert.Equal(Pcm, WavReader.Read(file).Pcm.ToArray());
    }

    [Fact]
    public void Empty_data_with_chunks_behind_it_is_empty()
    {
        var file = new WavFile()
            .Format(1, 1, 16000, 16)
            .Chunk("data", [])
            .Chunk("LIST", [1, 2, 3])
            .Chunk("id3 ", [4, 5]);
        Assert.Equal(0, WavReader.Read(file.Bytes()).Samples);
        Assert.Equal(0, WavReader.Read(new WavFile().Format(1, 1, 16000, 16).Chunk("data", []).Bytes()).Samples);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Other_chunks_are_stepped_over_padded_or_not(bool pad)
    {
        var file = new WavFile()
            .Chunk("JUNK", new byte[28])
            .Chunk("bext", [1, 2, 3], pad: pad)
            .Format(1, 1, 24000, 16, [0, 0])
            .Chunk("LIST", [.. "INFO data and fmt "u8, 0], pad: pad)
            .Chunk("data", Pcm)
            .Chunk("id3 ", new byte[40]);
        var wav = WavReader.Read(file.Bytes());
        Assert.Equal(AudioFormat.Output24Khz, wav.Format);
        Assert.Equal(Pcm, wav.Pcm.ToArray());
    }

    [Fact]
    public void Chunks_with_wrong_sizes_do_not_hide_the_audio()
    {
        var wrongList = new WavFile().Format(1, 1, 16000, 16).Chunk("LIST", new byte[20], size: 9).Chunk("data", Pcm);
        Assert.Equal(Pcm, WavReader.Read(wrongList.Bytes()).Pcm.ToArray());

        var hugeList = new WavFile()
            .Chunk("LIST", new byte[20], size: 0xFFFFFFF0)
            .Format(1, 1, 16000, 16)
            .Chunk("data", Pcm);
        Assert.Equal(Pcm, WavReader.Read(hugeList.Bytes()).Pcm.ToArray());

        var wrongFormat = new WavFile().Format(1, 1, 16000, 16, size: 0).Chunk("data", Pcm);
        Assert.Equal(Pcm, WavReader.Read(wrongFormat.Bytes()).Pcm.ToArray());
    }

    [Fact]
    public void A_format_behind_the_data_is_found()
    {
        var file = new WavFile().Chunk("data", Pcm).Format(1, 1, 16000, 16).Bytes();
        Assert.Equal(Pcm, WavReader.Read(file).Pcm.ToArray());
    }

    [Fact]
    public void A_file_cut_off_at_any_byte_is_read_as_far_as_it_goes_or_refused()
    {
        var file = new WavFile().Format(1, 2, 16000, 16).Chunk("data", Pcm).Bytes();
        for (var length = 0; length < file.Length; length++)
        {
            if (length < 44)
            {
                Invalid(file[..length]);
            }
            else
            {
                Assert.Equal(Pcm[..((length - 44) / 4 * 4)], WavReader.Read(file.AsSpan(0, length)).Pcm.ToArray());
            }
        }
    }

    [Fact]
    public void Long_files_keep_their_length_in_ds64()
    {
        var ds64 = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(ds64.AsSpan(8), Pcm.Length);
        var file = new WavFile()
            .Chunk("ds64", ds64)
            .Format(1, 1, 16000, 16)
            .Chunk("data", Pcm, uint.MaxValue)
            .Chunk("id3 ", new byte[10]);
        Assert.Equal(Pcm, WavReader.Read(file.Bytes("RF64", uint.MaxValue)).Pcm.ToArray());
    }

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        Invalid([], "RIFF");
        Invalid("OggS and so on"u8.ToArray(), "RIFF");
        Invalid([.. "RIFF----WAVE"u8], "fmt");
        Invalid(new WavFile().Format(1, 1, 16000, 16).Chunk("fact", new byte[8]).Bytes(), "data");
        Invalid(new WavFile().Format(85, 1, 16000, 16).Chunk("data", Pcm).Bytes(), "encoding 85");
        Invalid(new WavFile().Format(1, 0, 16000, 16).Chunk("data", Pcm).Bytes(), "0 channels");
        Invalid(new WavFile().Format(1, 1, 96000, 16).Chunk("data", Pcm).Bytes(), "96000 Hz");
        Invalid(new WavFile().Format(3, 1, 16000, 16).Chunk("data", Pcm).Bytes(), "16 bits");
    }

    [Fact]
    public void Streams_need_not_be_seekable_and_are_limited()
    {
        var file = WavWriter.ToBytes(AudioFormat.Input16Khz, new byte[40_000]);
        using var stream = new Trickle(file);
        Assert.Equal(20_000, WavReader.Read(stream).Samples);
        using var longer = new Trickle(file);
        Assert.Equal(
            ErrorCodes.InvalidWav,
            Assert.Throws<VoiceAgentException>(() => WavReader.Read(longer, maxBytes: 40_043)).Code
        );
    }

    [Theory]
    [InlineData("jfk.wav")]
    [InlineData("phone_call_8k.wav")]
    [InlineData("numbers.wav")]
    public void Recordings_are_read(string file)
    {
        var bytes = File.ReadAllBytes(SharedData.Speech(file));
        var wav = WavReader.Read(bytes);
        Assert.InRange(wav.Pcm.Length, bytes.Length - 4096, bytes.Length - 44);
        Assert.True(bytes.AsSpan().IndexOf(wav.Pcm.Span) >= 44);
    }

    private static void Invalid(byte[] file, string why = "")
    {
        var error = Assert.Throws<VoiceAgentException>(() => WavReader.Read(file));
        Assert.Equal(ErrorCodes.InvalidWav, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A pipe that gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 777)]);
    }
}
