using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Vendors.Http;

public sealed class PcmStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8192)]
    [InlineData(50_000)]
    public async Task Samples_are_whole_however_the_bytes_come(int piece)
    {
        var bytes = Enumerable.Range(0, 60_000).Select(i => (byte)i).ToArray();
        var read = await ReadAsync(new Pieces(bytes, piece), null);

        Assert.All(read, part => Assert.Equal(0, part.Length % 2));
        Assert.Equal(bytes, read.SelectMany(part => part.ToArray()));
    }

    [Fact]
    public async Task Half_a_sample_at_the_end_is_left_out() =>
        Assert.Equal(100, (await ReadAsync(new Pieces(new byte[101], 101), null)).Sum(part => part.Length));

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    [InlineData("application/xml")]
    public Task Text_is_no_audio(string mediaType) =>
        Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => ReadAsync(new Pieces(new byte[100], 100), mediaType));

    [Theory]
    [InlineData("ID3")]
    [InlineData("OggS")]
    [InlineData("fLaC")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("<html>")]
    public Task Another_format_is_not_played_as_noise(string start) =>
        Failing.AssertAsync(
            ErrorCodes.ProviderGarbage,
            () => ReadAsync(new Pieces([.. System.Text.Encoding.ASCII.GetBytes(start), .. new byte[100]], 115), null)
        );

    [Fact]
    public Task Nothing_at_all_is_no_audio() =>
        Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => ReadAsync(new Pieces([], 1), null));

    [Fact]
    public Task A_stream_that_breaks_off_is_a_failure() =>
        Failing.AssertAsync(
            ErrorCodes.ProviderFailed,
            () => ReadAsync(new Pieces(new byte[1000], 100) { BreaksAfter = 500 }, null)
        );

    private static async Task<List<ReadOnlyMemory<byte>>> ReadAsync(Stream stream, string? mediaType)
    {
        List<ReadOnlyMemory<byte>> parts = [];
        await foreach (
            var part in PcmStream.ReadAsync(
                TestVendor.Value,
                stream,
                mediaType,
                AudioFormat.Output24Khz,
                TestContext.Current.CancellationToken
            )
        )
        {
            parts.Add(part);
        }

        return parts;
    }

    /// <summary>Gives no more than some bytes at a time.</summary>
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public int BreaksAfter { get; init; } = int.MaxValue;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= BreaksAfter
                ? throw new IOException("cut")
                : base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
