using System.Numerics;
using System.Runtime.Intrinsics;

namespace VoiceAgent.Providers.Silero.Network;

/// <summary>Four numbers calculated with at once: <see cref="Vector128{T}"/> with the operator interfaces it lacks.</summary>
internal readonly struct FourFloats(Vector128<float> lanes)
    : IAdditionOperators<FourFloats, FourFloats, FourFloats>,
        ISubtractionOperators<FourFloats, FourFloats, FourFloats>,
        IMultiplyOperators<FourFloats, FourFloats, FourFloats>,
        IMultiplyOperators<FourFloats, float, FourFloats>
{
    /// <summary>The numbers.</summary>
    public Vector128<float> Lanes { get; } = lanes;

    public static FourFloats operator +(FourFloats left, FourFloats right) => new(left.Lanes + right.Lanes);

    public static FourFloats operator -(FourFloats left, FourFloats right) => new(left.Lanes - right.Lanes);

    public static FourFloats operator *(FourFloats left, FourFloats right) => new(left.Lanes * right.Lanes);

    public static FourFloats operator *(FourFloats left, float right) => new(left.Lanes * right);
}
