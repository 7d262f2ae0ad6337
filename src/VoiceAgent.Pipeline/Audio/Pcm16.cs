using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace VoiceAgent.Audio;

/// <summary>
/// Conversions of 16-bit little-endian PCM: bytes, samples, floats and mono. Pure functions over spans, vectorised, no
/// allocation; safe from any thread. Source and destination must not overlap.
/// </summary>
public static class Pcm16
{
    /// <summary>What one step of a sample is worth as a float: full scale is -1 to 32767/32768.</summary>
    private const float Step = 1f / 32768f;

    /// <summary>
    /// The samples in <paramref name="pcm"/>; an odd last byte is left out. A view of the same memory on little-endian
    /// machines, a swapped copy on big-endian ones.
    /// </summary>
    public static ReadOnlySpan<short> AsSamples(ReadOnlySpan<byte> pcm)
    {
        var samples = MemoryMarshal.Cast<byte, short>(pcm);
        return BitConverter.IsLittleEndian ? samples : Swapped(samples);
    }

    /// <summary>
    /// The little-endian bytes of <paramref name="samples"/>. A view of the same memory on little-endian machines, a
    /// swapped copy on big-endian ones.
    /// </summary>
    public static ReadOnlySpan<byte> AsBytes(ReadOnlySpan<short> samples) =>
        MemoryMarshal.AsBytes(BitConverter.IsLittleEndian ? samples : Swapped(samples));

    /// <summary>Samples to floats between -1 and 1 (exact: a sample divided by 32768).</summary>
    /// <exception cref="ArgumentException"><paramref name="floats"/> is shorter than <paramref name="samples"/>.</exception>
    public static void ToFloat(ReadOnlySpan<short> samples, Span<float> floats)
    {
        Require(floats.Length >= samples.Length, nameof(floats));
        var i = 0;
        for (; i <= samples.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(samples[i..]), out var low, out var high);
            (Vector.ConvertToSingle(low) * Step).CopyTo(floats[i..]);
            (Vector.ConvertToSingle(high) * Step).CopyTo(floats[(i + Vector<float>.Count)..]);
        }

        for (; i < samples.Length; i++)
        {
            floats[i] = samples[i] * Step;
        }
    }

    /// <summary>
    /// Floats to samples: times 32768, rounded to the nearest (halves to even), saturated at -32768 and 32767. Not a
    /// number becomes 0. Undoes <see cref="ToFloat"/> exactly.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is shorter than <paramref name="floats"/>.</exception>
    public static void FromFloat(ReadOnlySpan<float> floats, Span<short> samples)
    {
        Require(samples.Length >= floats.Length, nameof(samples));
        var i = 0;
        for (; i <= floats.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            var low = ToInteger(new Vector<float>(floats[i..]));
            var high = ToInteger(new Vector<float>(floats[(i + Vector<float>.Count)..]));
            Vector.Narrow(low, high).CopyTo(samples[i..]);
        }

        for (; i < floats.Length; i++)
        {
            var value = MathF.Round(floats[i] / Step);
            samples[i] = float.IsNaN(value) ? (short)0 : (short)Math.Clamp(value, short.MinValue, short.MaxValue);
        }
    }

    /// <summary>Interleaved stereo to mono: the mean of both channels, rounded down.</summary>
    /// <param name="stereo">Left, right, left, right; an odd last sample is left out.</param>
    /// <param name="mono">At least half as many samples.</param>
    /// <exception cref="ArgumentException"><paramref name="mono"/> is too short.</exception>
    public static void ToMono(ReadOnlySpan<short> stereo, Span<short> mono)
    {
        // A pair read as one 32-bit integer holds one channel in each half; which one does not matter for the mean.
        var pairs = MemoryMarshal.Cast<short, int>(stereo);
        Require(mono.Length >= pairs.Length, nameof(mono));
        var i = 0;
        for (; i <= pairs.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            var low = Mean(new Vector<int>(pairs[i..]));
            var high = Mean(new Vector<int>(pairs[(i + Vector<int>.Count)..]));
            Vector.Narrow(low, high).CopyTo(mono[i..]);
        }

        for (; i < pairs.Length; i++)
        {
            mono[i] = (short)((stereo[2 * i] + stereo[(2 * i) + 1]) >> 1);
        }
    }

    private static Vector<int> ToInteger(Vector<float> value) =>
        Vector.ConvertToInt32(
            Vector.Clamp(
                Vector.Round(value / new Vector<float>(Step)),
                new Vector<float>(short.MinValue),
                new Vector<float>(short.MaxValue)
            )
        );

    private static Vector<int> Mean(Vector<int> pair) =>
        Vector.ShiftRightArithmetic(
            Vector.ShiftRightArithmetic(pair, 16) + Vector.ShiftRightArithmetic(Vector.ShiftLeft(pair, 16), 16),
            1
        );

    private static short[] Swapped(ReadOnlySpan<short> samples)
    {
        var swapped = new short[samples.Length];
        BinaryPrimitives.ReverseEndianness(samples, swapped);
        return swapped;
    }

    private static void Require(bool enough, string parameter)
    {
        if (!enough)
        {
            throw new ArgumentException("The destination is too short.", parameter);
        }
    }
}
