using System.Buffers.Binary;
using System.Security.Cryptography;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Silero.Network;

namespace VoiceAgent.Providers.Silero.Weights;

public sealed class SileroWeightsTests
{
    private static readonly byte[] Embedded = SileroWeights.Embedded();

    [Theory]
    [InlineData(16000, 222_593)]
    [InlineData(8000, 198_017)]
    public void The_embedded_file_holds_both_rates(int rate, int parameters)
    {
        var read = SileroWeights.Read(Embedded, rate);
        Assert.Equal(parameters, read.Length);
        Assert.True(read.All(float.IsFinite));
    }

    [Fact]
    public void The_embedded_file_was_made_from_the_published_model()
    {
        Assert.Equal(
            "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
            Convert.ToHexStringLower(Embedded.AsSpan(16, 32))
        );
    }

    [Theory]
    [InlineData(0x3c00, 0, 1.0)]
    [InlineData(0x3c00, 1, 1.0 + (1.0 / 1024 / 256))]
    [InlineData(0xbc00, -1, -1.0 - (1.0 / 1024 / 256))]
    [InlineData(0xbc00, 127, -1.0 + (127.0 / 1024 / 256))]
    [InlineData(0x4bff, 0, 15.9921875)]
    [InlineData(0x0000, -128, -128.0 / 256 / 16777216)]
    [InlineData(0x0001, 64, 1.25 / 16777216)]
    public void A_parameter_is_a_half_and_a_part_of_its_step(int half, int correction, double expected)
    {
        var payload = new byte[11];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, 16000);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(8), (ushort)half);
        payload[10] = unchecked((byte)correction);
        Assert.Equal((float)expected, Assert.Single(SileroWeights.Read(File(1, payload), 16000)));
    }

    [Fact]
    public void A_rate_that_is_not_in_the_file_is_named() => AssertDamaged(Embedded, 48000, "48000 Hz");

    [Fact]
    public void Another_version_is_refused()
    {
        var file = Embedded.ToArray();
        file[8] = 2;
        AssertDamaged(file, 16000, "version is 2");
    }

    [Fact]
    public void A_file_of_something_else_is_refused()
    {
        AssertDamaged([], 16000, "not a file of Silero weights");
        AssertDamaged(new byte[1000], 16000, "not a file of Silero weights");
        AssertDamaged(Embedded[..79], 16000, "not a file of Silero weights");
    }

    [Fact]
    public void Every_changed_byte_of_the_parameters_is_noticed()
    {
        var random = new Random(11);
        var file = Embedded.ToArray();
        for (var i = 0; i < 50; i++)
        {
            var at = random.Next(SileroWeights.HeaderLength, file.Length);
            file[at] ^= (byte)random.Next(1, 256);
            AssertDamaged(file, 16000, "SHA-256");
            file[at] = Embedded[at];
        }

        AssertDamaged(file[..^1], 16000, "SHA-256");
    }

    [Fact]
    public void A_file_with_a_true_checksum_and_a_wrong_structure_gives_only_our_error()
    {
        var random = new Random(12);
        for (var i = 0; i < 5000; i++)
        {
            var payload = new byte[random.Next(0, 64)];
            random.NextBytes(payload);
            if (payload.Length >= 8)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(payload, random.Next(2) == 0 ? 16000u : 8000u);
                BinaryPrimitives.WriteUInt32LittleEndian(
                    payload.AsSpan(4),
                    random.Next(4) == 0 ? uint.MaxValue : (uint)random.Next(0, 30)
                );
            }

            var file = File((uint)random.Next(0, 4), payload);
            var error = Record.Exception(() => SileroWeights.Read(file, 16000));
            Assert.True(error is null or VoiceAgentException { Code: ErrorCodes.ProviderFailed }, error?.ToString());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(222_592)]
    [InlineData(222_594)]
    public void A_set_that_does_not_fit_the_network_is_refused(int parameters)
    {
        var error = Assert.Throws<VoiceAgentException>(() =>
            new SileroNetwork(16000, new float[parameters], vectorised: true)
        );
        Assert.Equal(ErrorCodes.ProviderFailed, error.Code);
    }

    private static byte[] File(uint sets, byte[] payload)
    {
        var file = new byte[SileroWeights.HeaderLength + payload.Length];
        Embedded.AsSpan(0, 48).CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), sets);
        SHA256.HashData(payload).CopyTo(file, 48);
        payload.CopyTo(file, SileroWeights.HeaderLength);
        return file;
    }

    private static void AssertDamaged(byte[] file, int rate, string reason)
    {
        var error = Assert.Throws<VoiceAgentException>(() => SileroWeights.Read(file, rate));
        Assert.Equal(ErrorCodes.ProviderFailed, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
