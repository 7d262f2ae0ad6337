using System.Text;
using VoiceAgent.Audio;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebSockets.Assistant;

public class ClientMessageReaderTests
{
    [Fact]
    public void The_first_message_says_who_the_client_is_and_what_it_wants()
    {
        var hello = Read(Golden.ClientMessages[0], ClientMessageKind.Hello).Hello!;

        Assert.Equal("secret", hello.Token);
        Assert.Equal("concierge", hello.Agent);
        Assert.True(hello.BinaryAudio);
        Assert.Equal(new AudioFormat(16000), hello.Input);
        Assert.Equal(new AudioFormat(24000), hello.Output);
        Assert.True(hello.ReportsPlayback);
        Assert.True(hello.CanClear);
    }

    [Theory]
    [InlineData("""{"type":"start"}""")]
    [InlineData("""{"type":"auth"}""")]
    [InlineData(
        """{"type":"auth","token":null,"agent":null,"audio":null,"input_sample_rate":null,"output_sample_rate":null,"reports_playback":null,"can_clear":null}"""
    )]
    public void All_fields_of_the_first_message_are_optional(string json)
    {
        var hello = Read(json, ClientMessageKind.Hello).Hello!;

        Assert.Null(hello.Token);
        Assert.Null(hello.Agent);
        Assert.False(hello.BinaryAudio);
        Assert.Equal(AudioFormat.Input16Khz, hello.Input);
        Assert.Equal(AudioFormat.Output24Khz, hello.Output);
        Assert.False(hello.ReportsPlayback);
        Assert.True(hello.CanClear);
    }

    [Theory]
    [InlineData("""{"type":"audio","audio_data":"AQD//w=="}""", 0)]
    [InlineData("""{"type":"audio","audio_data":"AQD//w==","sample_rate":8000}""", 8000)]
    [InlineData("""{"sample_rate":48000,"audio_data":"AQD//w==","type":"audio"}""", 48000)]
    [InlineData("""{"type":"audio","audio_data":"AQD\/\/w=="}""", 0)]
    [InlineData("""{"type":"audio","audio_data":"AQD/\u002Fw=="}""", 0)]
    [InlineData("""  { "type" : "audio" , "audio_data" : "AQD//w==" }  """, 0)]
    [InlineData("""{"type":"audio","audio_data":"????","audio_data":"AQD//w=="}""", 0)]
    public void Audio_is_decoded(string json, int rate)
    {
        var message = Read(json, ClientMessageKind.Audio);

        Assert.Equal(Golden.Pcm, message.Audio.ToArray());
        Assert.Equal(rate, message.SampleRate);
        Assert.False(message.IsBinary);
    }

    [Fact]
    public void A_binary_message_is_audio_and_is_copied()
    {
        byte[] received = [1, 0, 255, 255];
        var message = ClientMessageReader.ReadBinary(received);
        received.AsSpan().Clear();

        Assert.Equal(Golden.Pcm, message.Audio.ToArray());
        Assert.True(message.IsBinary);
    }

    [Fact]
    public void Unknown_fields_are_ignored_wherever_they_are()
    {
        const string Json =
            """{"x":{"type":"end","y":[1,{"z":null}]},"type":"text","text":"hello","audio_data":5,"sample_rate":"?"}""";

        Assert.Equal("hello", Read(Json, ClientMessageKind.Text).Text);
    }

    [Fact]
    public void Text_keeps_every_character()
    {
        const string Json = """{"type":"text","text":"¿Qué? \u00e9 \"😀\" \n 部屋"}""";

        Assert.Equal("¿Qué? é \"😀\" \n 部屋", Read(Json, ClientMessageKind.Text).Text);
    }

    [Fact]
    public void Played_ping_and_end_are_read()
    {
        Assert.Equal(4800, Read("""{"type":"played","samples":4800}""", ClientMessageKind.Played).Number);
        Assert.Equal(7, Read("""{"type":"ping","id":7}""", ClientMessageKind.Ping).Number);
        Assert.Null(Read("""{"type":"ping"}""", ClientMessageKind.Ping).Number);
        Assert.Null(Read("""{"type":"ping","id":{"a":1}}""", ClientMessageKind.Ping).Number);
        Read("""{"type":"end","why":["a"]}""", ClientMessageKind.End);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"text":"hello"}""")]
    [InlineData("""{"type":5}""")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":{"type":"end"}}""")]
    [InlineData("""{"type":"end"} {"type":"end"}""")]
    [InlineData("""{"type":"end"}x""")]
    [InlineData("""{"type":"end",}""")]
    [InlineData("""{"type":"end" /* no comments */}""")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"type":"text","text":""}""")]
    [InlineData("""{"type":"text","text":" \n"}""")]
    [InlineData("""{"type":"text","text":5}""")]
    [InlineData("""{"type":"text","text":"\uD800"}""")]
    [InlineData("""{"type":"audio"}""")]
    [InlineData("""{"type":"played"}""")]
    [InlineData("""{"type":"played","samples":-1}""")]
    [InlineData("""{"type":"played","samples":1.5}""")]
    [InlineData("""{"type":"played","samples":"1"}""")]
    [InlineData("""{"type":"played","samples":99999999999999999999}""")]
    [InlineData("""{"type":"auth","token":5}""")]
    [InlineData("""{"type":"auth","agent":["a"]}""")]
    [InlineData("""{"type":"auth","audio":"mp3"}""")]
    [InlineData("""{"type":"auth","reports_playback":"yes"}""")]
    [InlineData("""{"type":"auth","can_clear":1}""")]
    public void What_is_no_message_is_invalid(string json) => AssertWrong(ErrorCodes.InvalidMessage, json);

    [Fact]
    public void Deep_nesting_is_invalid() =>
        AssertWrong(
            ErrorCodes.InvalidMessage,
            $$"""{"x":{{new string('[', 1000)}}{{new string(']', 1000)}},"type":"end"}"""
        );

    [Fact]
    public void Bytes_that_are_not_utf8_are_invalid()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"type":"text","text":"ab"}""");
        bytes[^4] = 0xC3;

        Assert.Equal(ErrorCodes.InvalidMessage, ClientMessageReader.Read(bytes).Code);
    }

    [Theory]
    [InlineData("""{"type":"dance"}""")]
    [InlineData("""{"type":""}""")]
    [InlineData("""{"type":"AUDIO"}""")]
    [InlineData("""{"type":"ready"}""")]
    public void An_unknown_type_is_told_apart(string json) => AssertWrong(ErrorCodes.UnknownType, json);

    [Theory]
    [InlineData("""{"type":"audio","audio_data":"AQD//w"}""")]
    [InlineData("""{"type":"audio","audio_data":"AQD_-w=="}""")]
    [InlineData("""{"type":"audio","audio_data":"not base64!"}""")]
    [InlineData("""{"type":"audio","audio_data":"AQD/ /w=="}""")]
    [InlineData("""{"type":"audio","audio_data":" AQD//w== "}""")]
    [InlineData("""{"type":"audio","audio_data":"===="}""")]
    [InlineData("""{"type":"audio","audio_data":"AQ==AQ=="}""")]
    [InlineData("""{"type":"audio","audio_data":5}""")]
    [InlineData("""{"type":"audio","audio_data":null}""")]
    [InlineData("""{"type":"audio","audio_data":{"a":1}}""")]
    [InlineData("""{"type":"audio","audio_data":"AQD/"}""")]
    [InlineData("""{"type":"audio","audio_data":"AQ=="}""")]
    public void Wrong_base64_and_half_samples_are_invalid_audio(string json) =>
        AssertWrong(ErrorCodes.InvalidAudio, json);

    [Fact]
    public void A_binary_message_with_half_a_sample_is_invalid_audio() =>
        Assert.Equal(ErrorCodes.InvalidAudio, ClientMessageReader.ReadBinary([1, 2, 3]).Code);

    [Theory]
    [InlineData("""{"type":"auth","input_sample_rate":7999}""")]
    [InlineData("""{"type":"auth","output_sample_rate":48001}""")]
    [InlineData("""{"type":"auth","input_sample_rate":-16000}""")]
    [InlineData("""{"type":"auth","input_sample_rate":16000.5}""")]
    [InlineData("""{"type":"auth","input_sample_rate":"16000"}""")]
    [InlineData("""{"type":"auth","input_sample_rate":4294983296}""")]
    [InlineData("""{"type":"audio","audio_data":"AQD//w==","sample_rate":4000}""")]
    public void Rates_outside_the_range_are_unsupported(string json) => AssertWrong(ErrorCodes.UnsupportedAudio, json);

    private static ClientMessage Read(string json, ClientMessageKind kind)
    {
        var message = ClientMessageReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.True(message.Kind == kind, $"{message.Kind}: {message.Text}");
        return message;
    }

    private static void AssertWrong(string code, string json)
    {
        var message = ClientMessageReader.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal(ClientMessageKind.Wrong, message.Kind);
        Assert.Equal(code, message.Code);
        Assert.False(string.IsNullOrEmpty(message.Text));
    }
}
