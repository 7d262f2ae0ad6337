using System.Buffers;
using System.Text;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebRtc.Pipecat;

public class PipecatMessagesTests
{
    private readonly PipecatMessages _messages = new(maxBadMessages: 3);
    private readonly ArrayBufferWriter<byte> _reply = new();

    private string Reply => Encoding.UTF8.GetString(_reply.WrittenSpan);

    [Theory]
    [InlineData("ping: 1700000000000")]
    [InlineData("""{"type":"signalling","message":{"type":"trackStatus","receiver_index":1,"enabled":false}}""")]
    [InlineData("""{"type":"signalling","message":{"type":"something new"}}""")]
    [InlineData("""{"label":"another library"}""")]
    public void What_is_not_for_the_conversation_is_taken_silently(string text)
    {
        Assert.Null(Read(text));
        Assert.Equal("", Reply);
        Assert.False(_messages.IsMuted);
    }

    [Fact]
    public void A_microphone_is_switched_off_and_on()
    {
        Read("""{"type":"signalling","message":{"type":"trackStatus","receiver_index":0,"enabled":false}}""");
        Assert.True(_messages.IsMuted);
        Read("""{"type":"signalling","message":{"type":"trackStatus","receiver_index":0,"enabled":true}}""");
        Assert.False(_messages.IsMuted);
    }

    [Fact]
    public void Requests_reach_the_conversation()
    {
        var input = Read("""{"label":"rtvi-ai","type":"disconnect-bot","id":"1","data":{}}""");
        Assert.IsType<EndFrame>(input!.Value.Message);
    }

    [Fact]
    public void A_second_client_ready_is_answered()
    {
        Read("""{"label":"rtvi-ai","type":"client-ready","id":"abc","data":{"version":"2.1.0"}}""");
        Assert.Contains("\"bot-ready\"", Reply, StringComparison.Ordinal);
        Assert.Contains("\"abc\"", Reply, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_told_and_a_lot_of_it_ends_the_connection()
    {
        Assert.Null(Read("{"));
        Assert.Contains("Invalid RTVI transport message", Reply, StringComparison.Ordinal);
        Assert.Null(_messages.Read([1], isText: false, _reply));
        Assert.Equal(MediaInputKind.Closed, Read("[]")!.Value.Kind);
    }

    [Fact]
    public void The_goodbye_is_what_the_transport_understands()
    {
        Assert.True(_messages.Encode(new EndFrame("end"), _reply));
        Assert.Equal("""{"type":"signalling","message":{"type":"peerLeft"}}""", Reply);
    }

    [Fact]
    public void Numbered_messages_are_sent_without_their_number()
    {
        Assert.True(_messages.Encode(new NumberedFrame(7, new ErrorFrame("internal", "broken")), _reply));
        Assert.Contains("\"error\":\"broken\"", Reply, StringComparison.Ordinal);
        Assert.False(_messages.Encode(new BotStartedSpeakingFrame(), _reply));
    }

    [Fact]
    public void Mutated_messages_throw_nothing()
    {
        var random = new Random(11);
        var seed = Encoding.UTF8.GetBytes(
            """{"type":"signalling","label":"rtvi-ai","id":"1","message":{"type":"trackStatus","receiver_index":0,"enabled":false}}"""
        );
        var messages = new PipecatMessages(maxBadMessages: int.MaxValue);
        for (var round = 0; round < 20_000; round++)
        {
            var mutated = (byte[])seed.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            _reply.ResetWrittenCount();
            messages.Read(mutated.AsSpan(0, random.Next(mutated.Length + 1)), isText: true, _reply);
        }
    }

    private MediaInput? Read(string text) => _messages.Read(Encoding.UTF8.GetBytes(text), isText: true, _reply);
}
