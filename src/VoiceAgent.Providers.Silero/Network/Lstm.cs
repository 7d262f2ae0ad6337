using System.Numerics;
using System.Runtime.InteropServices;

namespace VoiceAgent.Providers.Silero.Network;

/// <summary>
/// The part of an LSTM cell after its dense layer (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al.,
/// 2000): gates to the next cell and hidden state. And the two squashing functions it needs.
/// </summary>
internal static class Lstm
{
    /// <summary>Numbers in each of the two states.</summary>
    public const int Size = 128;

    /// <summary>One step.</summary>
    /// <param name="gates">Input, forget, cell and output gate, each of <see cref="Size"/>, before squashing.</param>
    /// <param name="cell">Replaced by the next cell state.</param>
    /// <param name="hidden">Replaced by the next hidden state.</param>
    /// <param name="vectorised">Use SIMD.</param>
    public static void Step(ReadOnlySpan<float> gates, Span<float> cell, Span<float> hidden, bool vectorised)
    {
        var input = gates[..Size];
        var forget = gates.Slice(Size, Size);
        var candidate = gates.Slice(2 * Size, Size);
        var output = gates.Slice(3 * Size, Size);
        if (vectorised)
        {
            Step(Vectors(input), Vectors(forget), Vectors(candidate), Vectors(output), Vectors(cell), Vectors(hidden));
            return;
        }

        for (var i = 0; i < Size; i++)
        {
            cell[i] = (Sigmoid(forget[i]) * cell[i]) + (Sigmoid(input[i]) * MathF.Tanh(candidate[i]));
            hidden[i] = Sigmoid(output[i]) * MathF.Tanh(cell[i]);
        }
    }

    /// <summary>1 / (1 + e^-x).</summary>
    public static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    private static void Step(
        ReadOnlySpan<Vector<float>> input,
        ReadOnlySpan<Vector<float>> forget,
        ReadOnlySpan<Vector<float>> candidate,
        ReadOnlySpan<Vector<float>> output,
        Span<Vector<float>> cell,
        Span<Vector<float>> hidden
    )
    {
        for (var i = 0; i < cell.Length; i++)
        {
            cell[i] = (Sigmoid(forget[i]) * cell[i]) + (Sigmoid(input[i]) * Tanh(candidate[i]));
            hidden[i] = Sigmoid(output[i]) * Tanh(cell[i]);
        }
    }

    private static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Exp(-x));

    private static Vector<float> Tanh(Vector<float> x) => (Sigmoid(x + x) * 2f) - Vector<float>.One;

    /// <summary>
    /// e^x to 2e-7 of itself, never infinite: 2^n times the Taylor series of 2^f around 0, f at most a half. Three times
    /// as fast as <see cref="Vector.Exp(Vector{float})"/>, which is exact to the last bit.
    /// </summary>
    private static Vector<float> Exp(Vector<float> x)
    {
        var exponent = Vector.Clamp(x * 1.44269504f, new Vector<float>(-126f), new Vector<float>(126f));
        var whole = Vector.Round(exponent);
        var y = (exponent - whole) * 0.693147181f;
        var sum = new Vector<float>(1f / 720);
        sum = Vector.MultiplyAddEstimate(sum, y, new Vector<float>(1f / 120));
        sum = Vector.MultiplyAddEstimate(sum, y, new Vector<float>(1f / 24));
        sum = Vector.MultiplyAddEstimate(sum, y, new Vector<float>(1f / 6));
        sum = Vector.MultiplyAddEstimate(sum, y, new Vector<float>(0.5f));
        sum = Vector.MultiplyAddEstimate(sum, y, Vector<float>.One);
        sum = Vector.MultiplyAddEstimate(sum, y, Vector<float>.One);
        var power = Vector.ShiftLeft(Vector.ConvertToInt32Native(whole) + new Vector<int>(127), 23);
        return sum * Vector.AsVectorSingle(power);
    }

    private static ReadOnlySpan<Vector<float>> Vectors(ReadOnlySpan<float> numbers) =>
        MemoryMarshal.Cast<float, Vector<float>>(numbers);

    private static Span<Vector<float>> Vectors(Span<float> numbers) =>
        MemoryMarshal.Cast<float, Vector<float>>(numbers);
}
