using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VoiceAgent.Providers.Silero.Network;

/// <summary>
/// The inner loops of <see cref="Affine"/> for one, two and four windows; each reads the packed weights from front to back.
/// Bounds are the caller's duty.
/// </summary>
internal static class AffineKernels
{
    private static int Lanes => Vector<float>.Count;

    /// <summary>
    /// Outputs in a block of packed weights: all of them for one window; for two and four windows as many as give eight
    /// sums, which stay in registers and hide the latency of a multiply-add. Divides 64 for vectors of up to 512 bits.
    /// </summary>
    public static int Width(int windows, int outputs) =>
        windows switch
        {
            1 => outputs,
            2 => 4 * Lanes,
            _ => 2 * Lanes,
        };

    /// <summary>
    /// One window. Inputs that are zero are left out: a rectifier's output is mostly zeros, and fetching weights is what
    /// takes the time. Four inputs at a time are added to the outputs, which stay in the inner cache.
    /// </summary>
    public static void Apply1(
        ReadOnlySpan<float> weights,
        float[] biases,
        ReadOnlySpan<float> input,
        Span<float> output
    )
    {
        // Three more than the inputs: the list is filled up to a multiple of four with zeros times the first weights.
        Span<int> rows = stackalloc int[input.Length + 3];
        Span<float> values = stackalloc float[input.Length + 3];
        var count = FindNonZero(input, rows, values, biases.Length);
        biases.CopyTo(output);
        AddRows(weights, rows[..count], values[..count], output[..biases.Length]);
    }

    private static void AddRows(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> values,
        Span<float> output
    )
    {
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var y = ref MemoryMarshal.GetReference(output);
        for (var i = 0; i <= rows.Length - 4; i += 4)
        {
            ref var w0 = ref Unsafe.Add(ref w, rows[i]);
            ref var w1 = ref Unsafe.Add(ref w, rows[i + 1]);
            ref var w2 = ref Unsafe.Add(ref w, rows[i + 2]);
            ref var w3 = ref Unsafe.Add(ref w, rows[i + 3]);
            var (x0, x1) = (new Vector<float>(values[i]), new Vector<float>(values[i + 1]));
            var (x2, x3) = (new Vector<float>(values[i + 2]), new Vector<float>(values[i + 3]));
            for (nuint o = 0; o < (nuint)output.Length; o += (nuint)Lanes)
            {
                var sum = Vector.LoadUnsafe(ref y, o);
                sum = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref w0, o), x0, sum);
                sum = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref w1, o), x1, sum);
                sum = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref w2, o), x2, sum);
                sum = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref w3, o), x3, sum);
                sum.StoreUnsafe(ref y, o);
            }
        }
    }

    private static int FindNonZero(ReadOnlySpan<float> input, Span<int> rows, Span<float> values, int width)
    {
        var count = 0;
        for (var i = 0; i < input.Length; i++)
        {
            // Without a branch, which would be guessed wrong half of the time: b | -b is negative unless b is 0.
            var bits = BitConverter.SingleToInt32Bits(input[i]);
            rows[count] = i * width;
            values[count] = input[i];
            count += (bits | -bits) >>> 31;
        }

        for (; count % 4 != 0; count++)
        {
            rows[count] = 0;
            values[count] = 0;
        }

        return count;
    }

    /// <summary>Two windows.</summary>
    public static void Apply2(
        ReadOnlySpan<float> weights,
        float[] biases,
        ReadOnlySpan<float> input,
        int step,
        Span<float> output,
        float floor
    )
    {
        var inputs = weights.Length / biases.Length;
        ref var x = ref MemoryMarshal.GetReference(input);
        ref var w = ref MemoryMarshal.GetReference(weights);
        for (var o = 0; o < biases.Length; o += 4 * Lanes)
        {
            var (a0, a1) = (Load(ref biases[o], 0), Load(ref biases[o], 1));
            var (a2, a3) = (Load(ref biases[o], 2), Load(ref biases[o], 3));
            var (b0, b1, b2, b3) = (a0, a1, a2, a3);
            for (var i = 0; i < inputs; i++)
            {
                var (w0, w1, w2, w3) = (Load(ref w, 0), Load(ref w, 1), Load(ref w, 2), Load(ref w, 3));
                var a = new Vector<float>(Unsafe.Add(ref x, i));
                var b = new Vector<float>(Unsafe.Add(ref x, i + step));
                a0 = Vector.MultiplyAddEstimate(w0, a, a0);
                a1 = Vector.MultiplyAddEstimate(w1, a, a1);
                a2 = Vector.MultiplyAddEstimate(w2, a, a2);
                a3 = Vector.MultiplyAddEstimate(w3, a, a3);
                b0 = Vector.MultiplyAddEstimate(w0, b, b0);
                b1 = Vector.MultiplyAddEstimate(w1, b, b1);
                b2 = Vector.MultiplyAddEstimate(w2, b, b2);
                b3 = Vector.MultiplyAddEstimate(w3, b, b3);
                w = ref Unsafe.Add(ref w, 4 * Lanes);
            }

            Store4(a0, a1, a2, a3, floor, output[o..]);
            Store4(b0, b1, b2, b3, floor, output[(biases.Length + o)..]);
        }
    }

    /// <summary>Four windows.</summary>
    public static void Apply4(
        ReadOnlySpan<float> weights,
        float[] biases,
        ReadOnlySpan<float> input,
        int step,
        Span<float> output,
        float floor
    )
    {
        var inputs = weights.Length / biases.Length;
        ref var x = ref MemoryMarshal.GetReference(input);
        ref var w = ref MemoryMarshal.GetReference(weights);
        for (var o = 0; o < biases.Length; o += 2 * Lanes)
        {
            var (a0, a1) = (Load(ref biases[o], 0), Load(ref biases[o], 1));
            var (b0, b1, c0, c1, d0, d1) = (a0, a1, a0, a1, a0, a1);
            for (var i = 0; i < inputs; i++)
            {
                var (w0, w1) = (Load(ref w, 0), Load(ref w, 1));
                var a = new Vector<float>(Unsafe.Add(ref x, i));
                var b = new Vector<float>(Unsafe.Add(ref x, i + step));
                var c = new Vector<float>(Unsafe.Add(ref x, i + (2 * step)));
                var d = new Vector<float>(Unsafe.Add(ref x, i + (3 * step)));
                a0 = Vector.MultiplyAddEstimate(w0, a, a0);
                a1 = Vector.MultiplyAddEstimate(w1, a, a1);
                b0 = Vector.MultiplyAddEstimate(w0, b, b0);
                b1 = Vector.MultiplyAddEstimate(w1, b, b1);
                c0 = Vector.MultiplyAddEstimate(w0, c, c0);
                c1 = Vector.MultiplyAddEstimate(w1, c, c1);
                d0 = Vector.MultiplyAddEstimate(w0, d, d0);
                d1 = Vector.MultiplyAddEstimate(w1, d, d1);
                w = ref Unsafe.Add(ref w, 2 * Lanes);
            }

            Store2(a0, a1, floor, output[o..]);
            Store2(b0, b1, floor, output[(biases.Length + o)..]);
            Store2(c0, c1, floor, output[((2 * biases.Length) + o)..]);
            Store2(d0, d1, floor, output[((3 * biases.Length) + o)..]);
        }
    }

    private static Vector<float> Load(ref float start, int vector) =>
        Vector.LoadUnsafe(ref start, (nuint)(uint)(vector * Lanes));

    private static void Store(Vector<float> sum, float floor, Span<float> output, int vector) =>
        Vector.Max(sum, new Vector<float>(floor)).CopyTo(output[(vector * Lanes)..]);

    private static void Store2(Vector<float> sum0, Vector<float> sum1, float floor, Span<float> output)
    {
        Store(sum0, floor, output, 0);
        Store(sum1, floor, output, 1);
    }

    private static void Store4(
        Vector<float> sum0,
        Vector<float> sum1,
        Vector<float> sum2,
        Vector<float> sum3,
        float floor,
        Span<float> output
    )
    {
        Store2(sum0, sum1, floor, output);
        Store2(sum2, sum3, floor, output[(2 * Lanes)..]);
    }
}
