using System.Buffers.Binary;
using System.Text;

namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>The messages of ICE's connectivity checks (RFC 8445 section 7), written into the caller's buffer.</summary>
internal static class StunBinding
{
    /// <summary>Room enough for each of them.</summary>
    public const int MaxLength = 640;

    private const int UnknownAttribute = 420;
    private const int RoleConflict = 487;

    /// <summary>Writes a check of a controlling agent.</summary>
    /// <param name="buffer">Room for <see cref="MaxLength"/> bytes.</param>
    /// <param name="transactionId">12 random bytes.</param>
    /// <param name="local">Ours.</param>
    /// <param name="remote">The peer's.</param>
    /// <param name="isNominating">Whether to take this pair (RFC 8445 section 7.1.2).</param>
    /// <returns>Its length.</returns>
    public static int WriteRequest(
        Span<byte> buffer,
        ReadOnlySpan<byte> transactionId,
        IceCredentials local,
        IceCredentials remote,
        bool isNominating
    )
    {
        Span<byte> username = stackalloc byte[513];
        var length = Encoding.UTF8.GetBytes(remote.Fragment, username);
        username[length++] = (byte)':';
        length += Encoding.UTF8.GetBytes(local.Fragment, username[length..]);
        var writer = new StunWriter(buffer, StunType.BindingRequest, transactionId);
        writer.Add(StunAttribute.Username, username[..length]);
        writer.Add(StunAttribute.IceControlling, transactionId[..sizeof(ulong)]);
        writer.AddNumber(StunAttribute.Priority, IceCandidate.PeerReflexivePriority);
        if (isNominating)
        {
            writer.Add(StunAttribute.UseCandidate, []);
        }

        return Finish(ref writer, remote.Key);
    }

    /// <summary>Writes the answer to a check.</summary>
    public static int WriteSuccess(
        Span<byte> buffer,
        in StunMessage request,
        in RtcAddress from,
        ReadOnlySpan<byte> key
    )
    {
        var writer = new StunWriter(buffer, StunType.BindingSuccess, request.TransactionId);
        writer.AddXorMappedAddress(from);
        return Finish(ref writer, key);
    }

    /// <summary>Answers that both ends take themselves for the controlled one (RFC 8445 section 7.3.1.1).</summary>
    public static int WriteRoleConflict(Span<byte> buffer, in StunMessage request, ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(buffer, StunType.BindingError, request.TransactionId);
        writer.AddError(RoleConflict);
        return Finish(ref writer, key);
    }

    /// <summary>Answers that an attribute was not understood (RFC 8489 section 6.3.1).</summary>
    public static int WriteUnknownAttribute(
        Span<byte> buffer,
        in StunMessage request,
        ushort attribute,
        ReadOnlySpan<byte> key
    )
    {
        Span<byte> unknown = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(unknown, attribute);
        var writer = new StunWriter(buffer, StunType.BindingError, request.TransactionId);
        writer.AddError(UnknownAttribute);
        writer.Add(StunAttribute.UnknownAttributes, unknown);
        return Finish(ref writer, key);
    }

    private static int Finish(ref StunWriter writer, ReadOnlySpan<byte> key)
    {
        writer.AddIntegrity(key);
        writer.AddFingerprint();
        return writer.Length;
    }
}
