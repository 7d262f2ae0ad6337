using System.Numerics;
using System.Runtime.InteropServices;

namespace VoiceAgent.Providers.Silero.Network;

/// <summary>
/// A dense layer, <c>output = max(weights * input + biases, floor)</c>, applied to overlapping windows of its input: a
/// convolution over frames laid out one after the other is just that. Immutable.
/// </summary>
internal sealed class Affine
{
    private readonly int _inputs;
    private readonly int _windows;
    private readonly int _step;
    private readonly float _floor;
    private readonly bool _vectorised;
    private readonly ReadOnlyMemory<float> _weights;
    private readonly float[] _biases;

    /// <param name="weights">A row of inputs per output.</param>
    /// <param name="biases">One per output; a multiple of 64.</param>
    /// <param name="windows">How many windows, and how many numbers each begins after the one before.</param>
    /// <param name="floor">Smallest output: 0 for a rectifier, negative infinity for none.</param>
    /// <param name="vectorised">Use SIMD.</param>
    public Affine(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> biases,
        (int Count, int Step) windows,
        float floor,
        bool vectorised
    )
    {
        (_windows, _step) = windows;
        _floor = floor;
        _vectorised = vectorised;
        _inputs = weights.Length / biases.Length;
        _biases = biases.ToArray();
        _weights = Pack(weights, _inputs, Outputs, vectorised ? AffineKernels.Width(_windows, Outputs) : 1);
    }

    /// <summary>Numbers per window of the output.</summary>
    public int Outputs => _biases.Length;

    /// <summary>Computes the layer.</summary>
    /// <param name="input">Numbers of all windows.</param>
    /// <param name="output">The windows' outputs, one after the other.</param>
    public void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        // Checks the bounds: the kernels do not.
        input = input[..(((_windows - 1) * _step) + _inputs)];
        output = output[..(_windows * Outputs)];
        if (!_vectorised)
        {
            ApplyScalar(input, output);
            return;
        }

        switch (_windows)
        {
            case 1:
                AffineKernels.Apply1(_weights.Span, _biases, input, output);
                Rectify(output);
                break;
            case 2:
                AffineKernels.Apply2(_weights.Span, _biases, input, _step, output, _floor);
                break;
            default:
                AffineKernels.Apply4(_weights.Span, _biases, input, _step, output, _floor);
                break;
        }
    }

    private void Rectify(Span<float> output)
    {
        foreach (ref var vector in MemoryMarshal.Cast<float, Vector<float>>(output))
        {
            vector = Vector.Max(vector, new Vector<float>(_floor));
        }
    }

    /// <summary>Lays the weights out in the order in which the kernels read them: for every block of outputs, input by input.</summary>
    private static ReadOnlyMemory<float> Pack(ReadOnlySpan<float> weights, int inputs, int outputs, int width)
    {
        var memory = AllocateAligned(weights.Length);
        var packed = memory.Span;
        var next = 0;
        for (var block = 0; block < outputs; block += width)
        {
            for (var input = 0; input < inputs; input++)
            {
                for (var output = block; output < block + width; output++)
                {
                    packed[next++] = weights[(output * inputs) + input];
                }
            }
        }

        return memory;
    }

    /// <summary>Numbers that begin with a cache line, so that rows fill whole lines and vectors never cross one.</summary>
    private static Memory<float> AllocateAligned(int length)
    {
        const int Line = 64;
        var array = GC.AllocateArray<float>(length + (Line / sizeof(float)), pinned: true);
        var past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) & (Line - 1));
        return array.AsMemory((Line - past) / sizeof(float) % (Line / sizeof(float)), length);
    }

    private void ApplyScalar(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            var (window, row) = Math.DivRem(i, Outputs);
            var weights = _weights.Span.Slice(row * _inputs, _inputs);
            output[i] = MathF.Max(_biases[row] + Dot(weights, input.Slice(window * _step, _inputs)), _floor);
        }
    }

    /// <summary>Four sums side by side: one alone would wait for each addition to end.</summary>
    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (sum0, sum1, sum2, sum3) = (0f, 0f, 0f, 0f);
        for (; left.Length >= 4 && right.Length >= 4; left = left[4..], right = right[4..])
        {
            sum0 += left[0] * right[0];
            sum1 += left[1] * right[1];
            sum2 += left[2] * right[2];
            sum3 += left[3] * right[3];
        }

        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            sum0 += left[i] * right[i];
        }

        return sum0 + sum1 + (sum2 + sum3);
    }
}
