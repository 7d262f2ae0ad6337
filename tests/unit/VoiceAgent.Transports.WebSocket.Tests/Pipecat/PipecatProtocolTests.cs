using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

public class PipecatProtocolTests
{
    private readonly PipecatProtocol _protocol = new(AudioFormat.Output24Khz, sendsInterruptions: false);

    [Fact]
    public void Every_request_becomes_its_frame()
    {
        Assert.Equal(
            ("0a1b2c3d", "add", """{"a":2}"""),
            Ask<ClientMessageFrame>(1) is var asked ? (asked.RequestId, asked.Type, asked.Data) : default
        );
        Assert.Equal(
            ("Book a room", true),
            Ask<InputTextFrame>(2) is var typed ? (typed.Text, typed.ReplyInText) : default
        );
        Assert.Equal(
            ("user", "I am Ada.", true),
            Ask<ContextAppendFrame>(3) is var append ? (append.Role, append.Text, append.RunsModel) : default
        );
        Assert.Equal(
            ("c1", "paint", """{"done":true}"""),
            Ask<ClientFunctionResultFrame>(4) is var result ? (result.CallId, result.Name, result.Result) : default
        );
        Assert.Equal("1*#", Ask<InputDtmfFrame>(5).Keys);
        Assert.Equal("client", Ask<EndFrame>(6).Reason);
        Assert.Equal(
            ("clicked", """{"ref":"e5"}"""),
            Ask<UiEventFrame>(7) is var clicked ? (clicked.Event, clicked.Payload) : default
        );
        Assert.Equal("""{"root":{"ref":"e1","role":"main"},"captured_at":1}""", Ask<UiSnapshotFrame>(8).Tree);
        Assert.Equal("j1", Ask<UiCancelJobGroupFrame>(9).JobId);
    }

    [Theory]
    [InlineData("send-text", """{"content":"hi"}""", false)]
    [InlineData("send-text", """{"content":"hi","options":{}}""", false)]
    [InlineData("send-text", """{"content":"hi","options":{"run_immediately":false}}""", true)]
    public void Text_is_a_turn_unless_it_is_only_to_be_remembered(string type, string data, bool appended)
    {
        var frame = Read(PipecatBytes.Rtvi(type, data)).Input!.Value.Message;

        if (appended)
        {
            Assert.False(Assert.IsType<ContextAppendFrame>(frame).RunsModel);
        }
        else
        {
            Assert.False(Assert.IsType<InputTextFrame>(frame).ReplyInText);
        }
    }

    [Fact]
    public void One_key_in_the_old_form_is_a_key() =>
        Assert.Equal(
            "7",
            Assert
                .IsType<InputDtmfFrame>(Read(PipecatBytes.Rtvi("dtmf", """{"button":"7"}""")).Input!.Value.Message)
                .Keys
        );

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public void Audio_may_come_as_a_message(int request) =>
        Assert.Equal([1, 0, 255, 255], Read(PipecatBytes.Requests[request]).Input!.Value.Audio.ToArray());

    [Fact]
    public void Audio_of_another_rate_is_converted()
    {
        var (input, _) = Read(PipecatBytes.Audio(new byte[48000 * 2 * 2], 48000, 2));

        Assert.InRange(input!.Value.Audio.Length, 31_000, 32_000);
    }

    [Theory]
    [InlineData("12061A020100 2801", ErrorCodes.UnsupportedAudio)] // No rate.
    [InlineData("12071A020100 20807D", ErrorCodes.UnsupportedAudio)] // No channels.
    [InlineData("12091A020100 20807D 2803", ErrorCodes.UnsupportedAudio)]
    [InlineData("120A1A020100 20808080 01 2801", ErrorCodes.InvalidMessage)]
    [InlineData("12081A0101 20807D 2801", ErrorCodes.InvalidAudio)] // Half a sample.
    [InlineData("12051A0201", ErrorCodes.InvalidMessage)]
    public void Wrong_audio_is_told(string hex, string code)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.Equal(code, Read(bytes).Error?.Code);
    }

    [Fact]
    public void Audio_stays_what_it_began_as()
    {
        Assert.NotNull(Read(PipecatBytes.Audio([1, 0])).Input);
        Assert.Equal(ErrorCodes.UnsupportedAudio, Read(PipecatBytes.Audio([1, 0], 24000)).Error?.Code);
        Assert.NotNull(Read(PipecatBytes.Audio([1, 0])).Input);
    }

    [Fact]
    public void Text_messages_are_refused() =>
        Assert.Equal(ErrorCodes.InvalidMessage, _protocol.Read("{}"u8, binary: false, new PooledBuffer()).Error?.Code);

    [Theory]
    [InlineData("""{"label":"other","type":"send-text","id":"1"}""")]
    [InlineData("""{"type":"send-text","id":"1"}""")]
    [InlineData("""{"label":7,"type":"send-text","id":"1"}""")]
    public void What_is_not_RTVI_is_ignored(string json) => Assert.Equal(default, Read(json));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("""{"label":"rtvi-ai","type":"send-text","id":"1"}{}""")]
    [InlineData("""{"label":"rtvi-ai","id":"1"}""")]
    [InlineData("""{"label":"rtvi-ai","type":7,"id":"1"}""")]
    [InlineData("""{"label":"rtvi-ai","type":"send-text"}""")]
    [InlineData("""{"label":"rtvi-ai","type":"send-text","id":1}""")]
    [InlineData("""{"label":"rtvi-ai","type":"send-text","id":"1","data":[]}""")]
    [InlineData("""{"label":"rtvi-ai","type":"send-text","id":"1","data":"text"}""")]
    [InlineData("""{"label":"rtvi-ai","type":"\uD800","id":"1"}""")]
    public void A_broken_envelope_is_an_error_that_ends_nothing(string json)
    {
        var (input, error) = Read(json);

        Assert.Null(input);
        Assert.StartsWith("Invalid RTVI transport message", error!.Message, StringComparison.Ordinal);
        Assert.False(error.IsFatal);
    }

    [Fact]
    public void JSON_that_is_too_deep_is_a_broken_envelope()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 400)) + string.Concat(Enumerable.Repeat("]", 400));

        Assert.NotNull(Read(PipecatBytes.Rtvi("ui-event", $$"""{"event":"e","payload":{{deep}}}""")).Error);
    }

    [Theory]
    [InlineData("describe-config", "{}", "Unsupported type describe-config")]
    [InlineData("update-config", "{}", "Unsupported type update-config")]
    [InlineData("send-text", "{}", "Invalid message: content")]
    [InlineData("send-text", """{"content":" "}""", "Invalid message: content")]
    [InlineData("send-text", """{"content":7}""", "Invalid message: content")]
    [InlineData("send-text", """{"content":"\uD800"}""", "Invalid message: a string")]
    [InlineData(
        "send-text",
        """{"content":"a","options":{"run_immediately":"yes"}}""",
        "Invalid message: run_immediately"
    )]
    [InlineData("client-message", "{}", "Invalid message: t ")]
    [InlineData("append-to-context", """{"role":"tool","content":"x"}""", "Invalid message: role")]
    [InlineData("append-to-context", """{"role":"user"}""", "Invalid message: role")]
    [InlineData("llm-function-call-result", """{"function_name":"f","result":1}""", "Invalid message: function_name")]
    [InlineData("dtmf", "{}", "Invalid message: buttons")]
    [InlineData("dtmf", """{"buttons":["1","A"]}""", "Invalid message: buttons")]
    [InlineData("dtmf", """{"buttons":[1]}""", "Invalid message: buttons")]
    [InlineData("ui-event", "{}", "Invalid message: event")]
    [InlineData("ui-snapshot", """{"tree":[]}""", "Invalid message: tree")]
    [InlineData("ui-cancel-job-group", "null", "Invalid message: job_id")]
    [InlineData("raw-audio", """{"base64Audio":"*"}""", "Invalid message: base64Audio")]
    [InlineData("raw-audio", "{}", "Invalid message: base64Audio")]
    public void A_request_that_makes_no_sense_is_answered_with_its_id(string type, string data, string error)
    {
        var reply = new PooledBuffer();
        var read = _protocol.Read(PipecatBytes.Message(PipecatBytes.Rtvi(type, data)), binary: true, reply);

        Assert.Equal(default, read);
        Assert.StartsWith(
            $$$"""{"label":"rtvi-ai","type":"error-response","id":"0a1b2c3d","data":{"error":"{{{error}}}""",
            PipecatBytes.Describe(reply.Written.Span),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_client_that_is_ready_twice_gets_its_answer_twice()
    {
        var reply = new PooledBuffer();
        _protocol.Read(PipecatBytes.Message(PipecatBytes.Requests[0]), binary: true, reply);

        Assert.StartsWith(
            """{"label":"rtvi-ai","type":"bot-ready","id":"0a1b2c3d","data":{"version":"2.1.0","about":{"library":"voiceagent",""",
            PipecatBytes.Describe(reply.Written.Span),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Interruption_frames_are_sent_on_request()
    {
        var buffer = new PooledBuffer();
        Assert.Equal(WireType.None, _protocol.EncodeClear(new ResponseId(1), buffer));
        var asked = new PipecatProtocol(AudioFormat.Output24Khz, sendsInterruptions: true);
        Assert.Equal(WireType.Binary, asked.EncodeClear(new ResponseId(1), buffer));
    }

    private T Ask<T>(int request)
        where T : Frame => Assert.IsType<T>(Read(PipecatBytes.Requests[request]).Input?.Message);

    private ProtocolInput Read(string json) => Read(PipecatBytes.Message(json));

    private ProtocolInput Read(byte[] message) => _protocol.Read(message, binary: true, new PooledBuffer());
}
