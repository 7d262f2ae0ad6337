using System.Security.Cryptography;
using System.Text;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The pseudorandom function of TLS 1.2: HMAC-SHA256, expanded (RFC 5246 section 5).</summary>
internal static class Prf
{
    public static void Derive(ReadOnlySpan<byte> secret, string label, ReadOnlySpan<byte> seed, Span<byte> output)
    {
        byte[] start = [.. Encoding.ASCII.GetBytes(label), .. seed];
        Span<byte> block = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var input = new byte[block.Length + start.Length];
        start.CopyTo(input, block.Length);

        // A(1) = HMAC(secret, seed); each block is HMAC(secret, A(i) + seed).
        HMACSHA256.HashData(secret, start, input);
        while (true)
        {
            HMACSHA256.HashData(secret, input, block);
            var count = Math.Min(block.Length, output.Length);
            block[..count].CopyTo(output);
            output = output[count..];
            if (output.IsEmpty)
            {
                CryptographicOperations.ZeroMemory(block);
                return;
            }

            HMACSHA256.HashData(secret, input.AsSpan(0, block.Length), input);
        }
    }
}
