using System.Buffers.Binary;
using System.Security.Cryptography;
using VoiceAgent.Errors;

namespace VoiceAgent.Providers.Silero.Weights;

/// <summary>Reads the parameters of the network from a file made by <c>scripts/extract-silero-weights.mjs</c>, which
/// describes the format.</summary>
internal static class SileroWeights
{
    /// <summary>Bytes before the first parameter set.</summary>
    public const int HeaderLength = 80;

    private const int Version = 1;
    private const int HashOffset = 48;

    /// <summary>The file embedded in this assembly.</summary>
    /// <exception cref="VoiceAgentException">The resource was stripped from the assembly.</exception>
    public static byte[] Embedded()
    {
        using var stream =
            typeof(SileroWeights).Assembly.GetManifestResourceStream("silero-v6.bin")
            ?? throw Damaged("the resource silero-v6.bin is not in the assembly");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }

    /// <summary>The parameters for a sample rate, in the order of the file.</summary>
    /// <exception cref="VoiceAgentException">The file is damaged, of another version or lacks the rate.</exception>
    public static float[] Read(ReadOnlySpan<byte> file, int sampleRate)
    {
        if (file.Length < HeaderLength || !file.StartsWith("VASILERO"u8))
        {
            throw Damaged("it is not a file of Silero weights");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (version != Version)
        {
            throw Damaged($"its version is {version}, this build reads version {Version}");
        }

        if (!SHA256.HashData(file[HeaderLength..]).AsSpan().SequenceEqual(file[HashOffset..HeaderLength]))
        {
            throw Damaged("its SHA-256 does not match");
        }

        return Decode(FindSet(file, sampleRate));
    }

    private static ReadOnlySpan<byte> FindSet(ReadOnlySpan<byte> file, int sampleRate)
    {
        var sets = BinaryPrimitives.ReadUInt32LittleEndian(file[12..]);
        var rest = file[HeaderLength..];
        for (var set = 0; set < sets && rest.Length >= 8; set++)
        {
            var rate = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            var bytes = 3L * BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            rest = rest[8..];
            if (bytes > rest.Length)
            {
                throw Damaged("it ends in the middle of a parameter set");
            }

            if (rate == sampleRate)
            {
                return rest[..(int)bytes];
            }

            rest = rest[(int)bytes..];
        }

        throw Damaged($"it holds no parameters for {sampleRate} Hz");
    }

    private static float[] Decode(ReadOnlySpan<byte> set)
    {
        var parameters = new float[set.Length / 3];
        var corrections = set[(2 * parameters.Length)..];
        for (var i = 0; i < parameters.Length; i++)
        {
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(set[(2 * i)..]);
            var exponent = Math.Max((bits >> 10) & 31, 1);

            // 1/256 of the half's step, 2^(exponent - 25), written as the bits of a float: its exponent has a bias of 127.
            var unit = BitConverter.Int32BitsToSingle((exponent - 33 + 127) << 23);
            parameters[i] = (float)BitConverter.UInt16BitsToHalf(bits) + ((sbyte)corrections[i] * unit);
        }

        return parameters;
    }

    /// <summary>The one error of a bad weights file.</summary>
    public static VoiceAgentException Damaged(string what) =>
        new(
            ErrorCodes.ProviderFailed,
            $"The Silero weights cannot be used: {what}. Reinstall VoiceAgent.Providers.Silero, "
                + "or make the file again with scripts/extract-silero-weights.mjs and rebuild."
        );
}
