using System.Text;
using System.Text.Json;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Assistant;

public class AssistantProtocolTests
{
    private readonly AssistantProtocol _protocol = new("5f1c", ToolEventDetail.Full);
    private readonly PooledBuffer _output = new();

    public static TheoryData<int> GoldenFrames => [.. Enumerable.Range(0, Golden.ServerFrames.Length)];

    [Theory]
    [MemberData(nameof(GoldenFrames))]
    public void Frames_become_golden_bytes(int index)
    {
        var (frame, json) = Golden.ServerFrames[index];

        Assert.Equal(WireType.Text, _protocol.Encode(frame, _output));
        Assert.Equal(json, Output());
    }

    [Fact]
    public void Frames_that_clients_have_no_use_for_are_left_out()
    {
        Assert.Equal(WireType.None, _protocol.Encode(new StartFrame(), _output));
        Assert.Equal(WireType.None, _protocol.Encode(new BotStartedSpeakingFrame(), _output));
        Assert.Equal(WireType.None, _protocol.Encode(new TtsSpeakFrame("a text of no response yet"), _output));
    }

    [Fact]
    public void Audio_is_base64_unless_the_client_wanted_binary()
    {
        var audio = new MediaOutput(new ResponseId(3), Golden.Pcm, 48000);
        Assert.Equal(WireType.Text, _protocol.EncodeAudio(in audio, _output));
        Assert.Equal(Golden.Audio, Output());

        _output.Clear();
        _protocol.Hello = new AssistantHello { BinaryAudio = true };
        Assert.Equal(WireType.Binary, _protocol.EncodeAudio(in audio, _output));
        Assert.Equal(Golden.Pcm, _output.Written.ToArray());
    }

    [Fact]
    public void A_mark_tells_response_and_position()
    {
        Assert.Equal(WireType.Text, _protocol.EncodeMark(new MediaOutput(new(3), Golden.Pcm, 48000), _output));
        Assert.Equal(Golden.Mark, Output());
    }

    [Fact]
    public void Clear_tells_the_last_response_to_drop()
    {
        Assert.Equal(WireType.Text, _protocol.EncodeClear(new ResponseId(3), _output));
        Assert.Equal(Golden.Clear, Output());
    }

    [Fact]
    public void A_ping_is_answered_with_its_id()
    {
        Assert.Equal(default, Read("""{"type":"ping","id":7}"""));
        Assert.Equal(Golden.Pong, Output());
    }

    [Fact]
    public void Tools_are_told_of_as_much_as_is_allowed()
    {
        var call = new ToolCallStartedFrame("c1", "pay", """{"card":"1234"}""");

        new AssistantProtocol("s", ToolEventDetail.Names).Encode(call, _output);
        Assert.Equal("""{"type":"tool","call_id":"c1","name":"pay","status":"started"}""", Output());
        Assert.Equal(WireType.None, new AssistantProtocol("s", ToolEventDetail.None).Encode(call, _output));
    }

    [Fact]
    public void Half_a_character_does_not_break_a_message()
    {
        _protocol.Encode(new LlmTextFrame("a\uD83D") { ResponseId = new(1) }, _output);

        Assert.Equal("a\uFFFD", JsonDocument.Parse(_output.Written).RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public void Inputs_become_what_the_engine_reads()
    {
        Assert.Equal(Golden.Pcm, Input(Golden.ClientMessages[2]).Audio.ToArray());
        Assert.Equal("hi", Assert.IsType<InputTextFrame>(Input("""{"type":"text","text":"hi"}""").Message).Text);
        Assert.Equal(4800, Input("""{"type":"played","samples":4800}""").PlayedSamples);
        Assert.Equal("client", Assert.IsType<EndFrame>(Input("""{"type":"end"}""").Message).Reason);
    }

    [Fact]
    public void Audio_at_another_rate_than_agreed_is_refused()
    {
        var (input, error) = Read("""{"type":"audio","audio_data":"AQD//w==","sample_rate":8000}""");

        Assert.Null(input);
        Assert.Equal(ErrorCodes.UnsupportedAudio, error!.Code);
        Assert.False(error.IsFatal);
    }

    [Fact]
    public void A_second_first_message_is_refused() =>
        Assert.Equal(ErrorCodes.InvalidMessage, Read("""{"type":"start"}""").Error!.Code);

    [Fact]
    public void Empty_audio_is_nothing() => Assert.Equal(default, _protocol.Read([], binary: true, _output));

    private string Output() => Encoding.UTF8.GetString(_output.Written.Span);

    private ProtocolInput Read(string json) => _protocol.Read(Encoding.UTF8.GetBytes(json), binary: false, _output);

    private MediaInput Input(string json) => Read(json).Input!.Value;
}
