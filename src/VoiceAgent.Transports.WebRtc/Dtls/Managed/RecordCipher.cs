using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>AES-128-GCM for the records of one direction (RFC 5288, RFC 6347 section 4.1.2.1).</summary>
internal sealed class RecordCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt) : IDisposable
{
    public const int KeyBytes = 16;
    public const int SaltBytes = 4;

    /// <summary>What a record grows by: the explicit nonce and the tag.</summary>
    public const int Overhead = NonceBytes + TagBytes;

    private const int NonceBytes = 8;
    private const int TagBytes = 16;

    private readonly AesGcm _aes = new(key, TagBytes);
    private readonly byte[] _salt = salt.ToArray();

    /// <summary>Encrypts a record's content.</summary>
    /// <param name="header">With type and number.</param>
    /// <param name="plain">The content.</param>
    /// <param name="fragment">Is filled; as long as the content and <see cref="Overhead"/>.</param>
    public void Protect(in RecordHeader header, ReadOnlySpan<byte> plain, Span<byte> fragment)
    {
        Span<byte> nonce = stackalloc byte[SaltBytes + NonceBytes];
        Span<byte> associated = stackalloc byte[RecordHeader.Bytes];
        WriteAssociated(associated, header, plain.Length);

        // Epoch and number never repeat under a key, so they are the explicit nonce.
        associated[..NonceBytes].CopyTo(fragment);
        _salt.CopyTo(nonce);
        fragment[..NonceBytes].CopyTo(nonce[SaltBytes..]);
        _aes.Encrypt(nonce, plain, fragment.Slice(NonceBytes, plain.Length), fragment[^TagBytes..], associated);
    }

    /// <summary>Decrypts a record's content; false when it is not genuine.</summary>
    /// <param name="header">As it came.</param>
    /// <param name="fragment">What came after it.</param>
    /// <param name="plain">Is filled; <see cref="Overhead"/> shorter than the fragment.</param>
    public bool Unprotect(in RecordHeader header, ReadOnlySpan<byte> fragment, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[SaltBytes + NonceBytes];
        Span<byte> associated = stackalloc byte[RecordHeader.Bytes];
        WriteAssociated(associated, header, plain.Length);
        _salt.CopyTo(nonce);
        fragment[..NonceBytes].CopyTo(nonce[SaltBytes..]);
        try
        {
            _aes.Decrypt(nonce, fragment[NonceBytes..^TagBytes], fragment[^TagBytes..], plain, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _aes.Dispose();

    private static void WriteAssociated(Span<byte> target, in RecordHeader header, int length)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, ((ulong)header.Epoch << 48) | header.Sequence);
        target[8] = (byte)header.Type;
        BinaryPrimitives.WriteUInt16BigEndian(target[9..], TlsNumbers.Version);
        BinaryPrimitives.WriteUInt16BigEndian(target[11..], (ushort)length);
    }
}
