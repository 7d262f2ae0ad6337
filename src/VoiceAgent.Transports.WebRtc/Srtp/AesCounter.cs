using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>
/// AES in counter mode as SRTP uses it (RFC 3711 section 4.1.1): the last two bytes of the block count. The platform has the
/// block cipher only; many counter blocks are given to it at once.
/// </summary>
internal static class AesCounter
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockLength = 16;

    /// <summary>Bytes that one initialization vector is good for.</summary>
    public const int MaxLength = BlockLength << 16;

    private const int BlocksAtOnce = 16;
    private const int CounterPosition = BlockLength - sizeof(ushort);

    /// <summary>Mixes the key stream into the data; the same again takes it out.</summary>
    /// <param name="aes">The cipher with its key.</param>
    /// <param name="vector">Initialization vector, with zeros in the last two bytes.</param>
    /// <param name="data">Up to <see cref="MaxLength"/> bytes.</param>
    public static void Apply(Aes aes, ReadOnlySpan<byte> vector, Span<byte> data)
    {
        if (data.Length > MaxLength)
        {
            throw new ArgumentException("The data is too long for one initialization vector.", nameof(data));
        }

        Span<byte> stream = stackalloc byte[BlocksAtOnce * BlockLength];
        var counter = 0;
        while (!data.IsEmpty)
        {
            var piece = data[..Math.Min(data.Length, stream.Length)];
            var blocks = stream[..((piece.Length + BlockLength - 1) / BlockLength * BlockLength)];
            for (var start = 0; start < blocks.Length; start += BlockLength)
            {
                vector.CopyTo(blocks[start..]);
                BinaryPrimitives.WriteUInt16BigEndian(blocks[(start + CounterPosition)..], (ushort)counter++);
            }

            // Never used to encrypt data as it is: only counters go through it.
#pragma warning disable CA5358
            aes.EncryptEcb(blocks, blocks, PaddingMode.None);
#pragma warning restore CA5358
            for (var i = 0; i < piece.Length; i++)
            {
                piece[i] ^= blocks[i];
            }

            data = data[piece.Length..];
        }
    }
}
