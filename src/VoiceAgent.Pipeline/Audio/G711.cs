namespace VoiceAgent.Audio;

/// <summary>
/// Telephone coding of ITU-T G.711: eight bits a sample, mu-law (America, Japan) or A-law (elsewhere). Table look-ups over
/// spans, no allocation; safe from any thread.
/// </summary>
/// <remarks>
/// Samples are 16 bits, of which mu-law sees the upper 14 and A-law the upper 12. A value on the border between two
/// intervals goes to the outer one when positive, to the inner one when negative, as in the reference code of ITU-T G.191.
/// Decoding and encoding again gives the same code, but for mu-law's second zero (0x7F becomes 0xFF).
/// </remarks>
public static class G711
{
    private const int MuLawShift = 2;
    private const int ALawShift = 4;

    private static readonly short[] FromMuLaw = Table(256, code => ExpandMuLaw((byte)code));
    private static readonly short[] FromALaw = Table(256, code => ExpandALaw((byte)code));
    private static readonly byte[] ToMuLaw = Table(65536 >> MuLawShift, i => CompressMuLaw(i - (32768 >> MuLawShift)));
    private static readonly byte[] ToALaw = Table(65536 >> ALawShift, i => CompressALaw(i - (32768 >> ALawShift)));

    /// <summary>Mu-law to samples between -32124 and 32124.</summary>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is shorter than <paramref name="codes"/>.</exception>
    public static void DecodeMuLaw(ReadOnlySpan<byte> codes, Span<short> samples) => Decode(codes, samples, FromMuLaw);

    /// <summary>A-law to samples between -32256 and 32256.</summary>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is shorter than <paramref name="codes"/>.</exception>
    public static void DecodeALaw(ReadOnlySpan<byte> codes, Span<short> samples) => Decode(codes, samples, FromALaw);

    /// <summary>Samples to mu-law.</summary>
    /// <exception cref="ArgumentException"><paramref name="codes"/> is shorter than <paramref name="samples"/>.</exception>
    public static void EncodeMuLaw(ReadOnlySpan<short> samples, Span<byte> codes) =>
        Encode(samples, codes, ToMuLaw, MuLawShift);

    /// <summary>Samples to A-law.</summary>
    /// <exception cref="ArgumentException"><paramref name="codes"/> is shorter than <paramref name="samples"/>.</exception>
    public static void EncodeALaw(ReadOnlySpan<short> samples, Span<byte> codes) =>
        Encode(samples, codes, ToALaw, ALawShift);

    private static void Decode(ReadOnlySpan<byte> codes, Span<short> samples, short[] table)
    {
        if (samples.Length < codes.Length)
        {
            throw new ArgumentException("The destination is too short.", nameof(samples));
        }

        for (var i = 0; i < codes.Length; i++)
        {
            samples[i] = table[codes[i]];
        }
    }

    private static void Encode(ReadOnlySpan<short> samples, Span<byte> codes, byte[] table, int shift)
    {
        if (codes.Length < samples.Length)
        {
            throw new ArgumentException("The destination is too short.", nameof(codes));
        }

        for (var i = 0; i < samples.Length; i++)
        {
            codes[i] = table[(samples[i] + 32768) >> shift];
        }
    }

    private static T[] Table<T>(int length, Func<int, T> entry) => [.. Enumerable.Range(0, length).Select(entry)];

    /// <summary>Sign, three bits of segment, four of step; all bits inverted. Segments double from a step of 2.</summary>
    private static byte CompressMuLaw(int sample14)
    {
        var (sign, magnitude) = Split(sample14);
        var biased = Math.Min(magnitude + 33, 0x1FFF);
        var segment = int.Log2(biased) - 5;
        return (byte)~(sign | (segment << 4) | ((biased >> (segment + 1)) & 15));
    }

    private static short ExpandMuLaw(byte code)
    {
        var value = (byte)~code;
        var segment = (value >> 4) & 7;
        var magnitude = ((((value & 15) << 1) + 33) << segment) - 33;
        return (short)((value & 0x80) == 0 ? magnitude << MuLawShift : -(magnitude << MuLawShift));
    }

    /// <summary>Sign, three bits of segment, four of step; even bits inverted. The first two segments share a step.</summary>
    private static byte CompressALaw(int sample12)
    {
        var (sign, magnitude) = Split(sample12);
        var segment = Math.Max(0, int.Log2(magnitude | 1) - 3);
        var step = (magnitude >> Math.Max(0, segment - 1)) & 15;
        return (byte)((sign | (segment << 4) | step) ^ 0xD5);
    }

    private static short ExpandALaw(byte code)
    {
        var value = code ^ 0xD5;
        var segment = (value >> 4) & 7;
        var step = value & 15;
        var magnitude = segment == 0 ? (2 * step) + 1 : ((2 * step) + 33) << (segment - 1);
        return (short)((value & 0x80) == 0 ? magnitude << 3 : -(magnitude << 3));
    }

    private static (int Sign, int Magnitude) Split(int sample) => sample < 0 ? (0x80, ~sample) : (0, sample);
}
