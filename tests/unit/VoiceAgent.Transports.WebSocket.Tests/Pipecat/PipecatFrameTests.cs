using System.Text;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

public class PipecatFrameTests
{
    [Fact]
    public void Audio_of_the_published_client_is_read()
    {
        Assert.True(PipecatFrame.TryRead(PipecatBytes.GoldenAudio, out var frame));
        Assert.Equal(PipecatFrameKind.Audio, frame.Kind);
        Assert.Equal([1, 0], frame.Payload.ToArray());
        Assert.Equal((16000u, 1u), (frame.SampleRate, frame.Channels));
    }

    [Fact]
    public void Messages_are_written_and_read_as_the_published_client_does()
    {
        Assert.Equal(PipecatBytes.GoldenMessage, PipecatBytes.Message("""{"a":1}"""));
        Assert.True(PipecatFrame.TryRead(PipecatBytes.GoldenMessage, out var frame));
        Assert.Equal(PipecatFrameKind.Message, frame.Kind);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(frame.Payload));
    }

    [Fact]
    public void Audio_is_written_with_its_rate_and_channels()
    {
        // 24000 is c0 bb 01.
        Assert.Equal("120A1A02010020C0BB012801", Convert.ToHexString(PipecatBytes.Audio([1, 0], 24000)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(200_000)]
    public void What_is_written_is_read_whatever_its_length(int bytes)
    {
        var pcm = Enumerable.Range(0, bytes).Select(i => (byte)i).ToArray();

        Assert.True(PipecatFrame.TryRead(PipecatBytes.Audio(pcm, 48000, 2), out var frame));
        Assert.Equal(pcm, frame.Payload.ToArray());
        Assert.Equal((48000u, 2u), (frame.SampleRate, frame.Channels));
    }

    [Fact]
    public void An_interruption_is_an_empty_frame_of_its_kind()
    {
        var buffer = new PooledBuffer();
        PipecatFrameWriter.WriteInterruption(buffer);

        Assert.Equal("2A00", Convert.ToHexString(buffer.Written.Span));
        Assert.Equal("Interruption", PipecatBytes.Describe(buffer.Written.Span));
    }

    [Theory]
    [InlineData("120A2801 20C0BB01 1A020100", "pcm 2 at 24000x1")] // Fields in another order.
    [InlineData("120E 2801 2802 20807D 1A0101 1A020100", "pcm 2 at 16000x2")] // The last of a repeated field.
    [InlineData("1204 1A020100 1203 20807D", "pcm 2 at 16000x0")] // A repeated arm adds to the one before.
    [InlineData("1204 1A020100 2203 0A017B", "{")] // Another arm replaces it.
    [InlineData("1208 0801 3005 1A020100", "pcm 2 at 0x0")] // id and pts are not needed.
    [InlineData("0A03 1A0161", "Text")]
    [InlineData("1A03 1A0161", "Transcription")]
    [InlineData("", "None")]
    [InlineData("3A03616263", "None")] // An arm of a newer schema.
    [InlineData("800105 4D01020304 490102030405060708 33 0801 3B0A00 3C 34", "None")] // Other wire types, groups too.
    public void Whatever_protobuf_allows_is_read(string hex, string read) =>
        Assert.Equal(read, PipecatBytes.Describe(Bytes(hex)));

    [Theory]
    [InlineData("12")]
    [InlineData("1205")]
    [InlineData("12051A0201")]
    [InlineData("12041A050100")] // A length that goes beyond its frame.
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF01")]
    [InlineData("0001")] // There is no field 0.
    [InlineData("0F")] // Nor a wire type 7.
    [InlineData("4D0102")]
    [InlineData("33")] // A group without an end.
    [InlineData("120220")]
    public void What_is_no_protobuf_is_refused(string hex) => Assert.False(PipecatFrame.TryRead(Bytes(hex), out _));

    [Fact]
    public void Groups_cannot_nest_without_end() =>
        Assert.False(PipecatFrame.TryRead(Enumerable.Repeat((byte)0x33, 100_000).ToArray(), out _));

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
