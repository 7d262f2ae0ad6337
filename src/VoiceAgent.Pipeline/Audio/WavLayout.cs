using System.Buffers.Binary;
using VoiceAgent.Errors;

namespace VoiceAgent.Audio;

/// <summary>How the samples of a WAV file are coded, as its <c>fmt </c> chunk says.</summary>
internal readonly record struct WavLayout(WavCoding Coding, int BytesPerSample, AudioFormat Format)
{
    private const int MaxChannels = 64;
    private const int Extensible = 0xFFFE;

    /// <summary>Bytes of one sample across all channels.</summary>
    public int BytesPerFrame => BytesPerSample * Format.Channels;

    /// <summary>Reads a <c>fmt </c> chunk (WAVEFORMATEX or WAVEFORMATEXTENSIBLE); longer than needed does no harm.</summary>
    public static WavLayout Parse(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < 16)
        {
            throw Invalid("its fmt chunk is cut off");
        }

        var tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var byteRate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[8..]);
        var frame = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == Extensible && chunk.Length >= 26)
        {
            // The sub-format's GUID begins with the tag it stands for.
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        }

        if (channels is < 1 or > MaxChannels)
        {
            throw Invalid($"it says it has {channels} channels");
        }

        if (rate is < AudioFormat.MinSampleRate or > AudioFormat.MaxSampleRate)
        {
            throw Invalid($"its sample rate is {rate} Hz; give it one between 8000 and 48000 Hz");
        }

        // 20 bits in 3 bytes, 24 in 4: the frame's size knows, if the header does not contradict itself.
        var padded = byteRate == (ulong)rate * frame && frame % channels == 0 && frame / channels * 8 >= bits;
        var bytes = padded ? frame / channels : (bits + 7) / 8;
        return new WavLayout(CodingOf(tag, bytes), bytes, new AudioFormat((int)rate, channels));
    }

    /// <summary>Samples to floats between -1 and 1.</summary>
    /// <param name="source">Whole samples.</param>
    /// <param name="target">As many floats.</param>
    public void Decode(ReadOnlySpan<byte> source, Span<float> target)
    {
        switch (Coding)
        {
            case WavCoding.MuLaw:
            case WavCoding.ALaw:
                Span<short> samples = stackalloc short[WavReader.BlockSamples];
                samples = samples[..source.Length];
                if (Coding == WavCoding.MuLaw)
                {
                    G711.DecodeMuLaw(source, samples);
                }
                else
                {
                    G711.DecodeALaw(source, samples);
                }

                Pcm16.ToFloat(samples, target);
                break;
            case WavCoding.Integer when BytesPerSample == 2:
                Pcm16.ToFloat(Pcm16.AsSamples(source), target);
                break;
            default:
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = DecodeOne(source[(i * BytesPerSample)..]);
                }

                break;
        }
    }

    /// <summary>The error for a file that cannot be read.</summary>
    public static VoiceAgentException Invalid(string why) =>
        new(ErrorCodes.InvalidWav, $"The WAV file cannot be read: {why}.");

    private static WavCoding CodingOf(int tag, int bytes) =>
        (tag, bytes) switch
        {
            (1, >= 1 and <= 4) => WavCoding.Integer,
            (3, 4 or 8) => WavCoding.Float,
            (6, 1) => WavCoding.ALaw,
            (7, 1) => WavCoding.MuLaw,
            _ => throw Invalid($"encoding {tag} with {8 * bytes} bits is not supported; save it as 16-bit PCM"),
        };

    private float DecodeOne(ReadOnlySpan<byte> source) =>
        (Coding, BytesPerSample) switch
        {
            (WavCoding.Float, 4) => BinaryPrimitives.ReadSingleLittleEndian(source),
            (WavCoding.Float, _) => (float)BinaryPrimitives.ReadDoubleLittleEndian(source),
            (_, 1) => (source[0] - 128) / 128f,
            (_, 3) => ((source[0] << 8) | (source[1] << 16) | (source[2] << 24)) / 2147483648f,
            _ => BinaryPrimitives.ReadInt32LittleEndian(source) / 2147483648f,
        };
}

/// <summary>Codings of samples.</summary>
internal enum WavCoding
{
    /// <summary>Linear, 1 to 4 bytes; a single byte is unsigned.</summary>
    Integer,

    /// <summary>IEEE 754, 4 or 8 bytes.</summary>
    Float,

    /// <summary>G.711 A-law.</summary>
    ALaw,

    /// <summary>G.711 mu-law.</summary>
    MuLaw,
}
