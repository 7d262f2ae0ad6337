using System.Security.Cryptography;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>One side's ephemeral key on P-256 (RFC 8422 section 5).</summary>
internal sealed class KeyShare : IDisposable
{
    private const int CoordinateBytes = 32;
    private const byte Uncompressed = 4;
    private const byte NamedCurve = 3;

    private readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public point, uncompressed.</summary>
    public byte[] Point()
    {
        var q = _key.ExportParameters(includePrivateParameters: false).Q;
        return [Uncompressed, .. q.X!, .. q.Y!];
    }

    /// <summary>The shared secret, or null when the peer's point is none.</summary>
    public byte[]? Agree(ReadOnlySpan<byte> point)
    {
        if (point.Length != TlsNumbers.PointBytes || point[0] != Uncompressed)
        {
            return null;
        }

        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = point.Slice(1, CoordinateBytes).ToArray(),
                Y = point[(1 + CoordinateBytes)..].ToArray(),
            },
        };
        try
        {
            // Importing checks that the point is on the curve.
            using var peer = ECDiffieHellman.Create(parameters);
            using var publicKey = peer.PublicKey;
            return _key.DeriveRawSecretAgreement(publicKey);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The server's parameters, which it signs (section 5.4).</summary>
    public byte[] Parameters() => new TlsWriter().Byte(NamedCurve).Short(TlsNumbers.P256).Vector(1, Point()).ToArray();

    /// <summary>What is signed: both randoms and the parameters, hashed.</summary>
    public static byte[] HashToSign(
        ReadOnlySpan<byte> clientRandom,
        ReadOnlySpan<byte> serverRandom,
        ReadOnlySpan<byte> parameters
    )
    {
        byte[] input = [.. clientRandom, .. serverRandom, .. parameters];
        return SHA256.HashData(input);
    }

    /// <summary>Reads a ServerKeyExchange.</summary>
    /// <param name="body">The message.</param>
    /// <param name="parameters">What was signed.</param>
    /// <param name="point">The server's point; empty for other curves.</param>
    /// <param name="signature">And how.</param>
    public static bool TryParseServer(
        ReadOnlySpan<byte> body,
        out ReadOnlySpan<byte> parameters,
        out ReadOnlySpan<byte> point,
        out (ushort Algorithm, byte[] Value) signature
    )
    {
        var reader = new TlsReader(body);
        var isCurve = reader.Byte() == NamedCurve & reader.Short() == TlsNumbers.P256;
        var share = reader.Vector8();
        parameters = body[..Math.Min(body.Length, 4 + share.Length)];
        point = isCurve ? share : [];
        signature = (reader.Short(), reader.Vector16().ToArray());
        return reader.IsComplete;
    }

    public void Dispose() => _key.Dispose();
}
