namespace VoiceAgent.Tests.WebRtc;

/// <summary>Damages bytes as networks, bugs and attackers do.</summary>
internal static class Mutation
{
    /// <summary>A damaged copy: bits turned, bytes set, cut off, grown, or moved.</summary>
    public static byte[] Of(ReadOnlySpan<byte> original, Random random)
    {
        var bytes = original.ToArray();
        for (var count = random.Next(1, 5); count > 0 && bytes.Length > 0; count--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? byte.MinValue : byte.MaxValue;
                    break;
                case 3:
                    bytes = bytes[..at];
                    break;
                case 4:
                    Array.Resize(ref bytes, bytes.Length + random.Next(1, 16));
                    break;
                default:
                    bytes.AsSpan(at / 2, bytes.Length - at).CopyTo(bytes.AsSpan(at));
                    break;
            }
        }

        return bytes;
    }
}
