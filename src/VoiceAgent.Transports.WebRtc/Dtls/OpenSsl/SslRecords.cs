using System.Buffers.Binary;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>
/// Keeps records from OpenSSL that no honest peer sends. An encrypted record too short for its cipher should be passed over (RFC 6347 section
/// 4.1.2.7), but OpenSSL 3.0 gives up the connection, and anybody who can forge the peer's address can send one.
/// </summary>
internal static class SslRecords
{
    private const int HeaderLength = 13;
    private const int EpochOffset = 3;
    private const int LengthOffset = 11;

    /// <summary>Nonce and tag of AES-GCM (RFC 5288 section 3): the only kind of suite that is agreed to.</summary>
    private const int ShortestEncrypted = 8 + 16;

    /// <summary>The records in front of the first unsound one.</summary>
    public static ReadOnlySpan<byte> TakeSound(ReadOnlySpan<byte> datagram)
    {
        var at = 0;
        while (datagram.Length - at >= HeaderLength)
        {
            var record = datagram[at..];
            var length = BinaryPrimitives.ReadUInt16BigEndian(record[LengthOffset..]);
            var isEncrypted = BinaryPrimitives.ReadUInt16BigEndian(record[EpochOffset..]) != 0;
            if (record.Length - HeaderLength < length || (isEncrypted && length < ShortestEncrypted))
            {
                break;
            }

            at += HeaderLength + length;
        }

        return datagram[..at];
    }
}
