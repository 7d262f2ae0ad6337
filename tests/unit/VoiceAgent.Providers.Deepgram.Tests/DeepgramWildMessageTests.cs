using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Stt;
using VoiceAgent.Tests.Vendors;
using VoiceAgent.Tts;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.Deepgram;

public sealed class DeepgramWildMessageTests
{
    private const int Count = 20_000;

    [Fact]
    public void No_message_about_what_was_heard_throws_anything_but_a_failure_with_a_code()
    {
        var told = new List<SpeechToTextEvent>();
        var heard = new RecognizedSegments(AudioFormat.Input16Khz, new SocketSettings(), told.Add);
        var wire = new DeepgramListening(new DeepgramOptions(), new SpeechToTextSessionOptions());
        var results =
            """{"type":"Results","is_final":true,"from_finalize":true,"channel":{"alternatives":[{"transcript":"three rooms","confidence":0.9,"words":[{"word":"three","start":0.1,"end":0.3,"punctuated_word":"Three"}]}]}}""";
        foreach (var message in WildJson.Of(Count, results, """{"type":"Error","code":"DATA-0000"}"""))
        {
            heard.Write(new byte[6400]);
            heard.End();
            Read(() => wire.OnText(message, heard));
            heard.EndSegment();
        }

        Assert.Equal(Count, told.Count(e => e.Kind == SpeechToTextEventKind.Final));
        Assert.All(
            told.SelectMany(e => e.Words),
            word => Assert.True(word.Start >= TimeSpan.Zero && word.End >= word.Start)
        );
    }

    [Fact]
    public void No_message_about_what_is_spoken_throws_anything_but_a_failure_with_a_code()
    {
        var told = new List<TextToSpeechEvent>();
        var spoken = new SpokenUtterances(2, told.Add, _ => { });
        var wire = new DeepgramSpeaking(
            new DeepgramOptions(),
            AudioFormat.Output24Khz,
            new TextToSpeechSessionOptions()
        );
        var number = 0L;
        foreach (
            var message in WildJson.Of(
                Count,
                """{"type":"Flushed","sequence_id":0}""",
                """{"type":"Cleared","sequence_id":0}""",
                """{"type":"Error","err_code":"X"}"""
            )
        )
        {
            spoken.Begin(++number);
            _ = wire.Write(number, "hello");
            wire.OnBinary(new byte[3], spoken);
            Read(() => wire.OnText(message, spoken));
        }

        Assert.Equal(told.OrderBy(e => e.Utterance), told);
        Assert.All(told, e => Assert.Equal(0, e.Audio.Length % 2));
    }

    private static void Read(Action read)
    {
        try
        {
            read();
        }
        catch (VoiceAgentException failure)
        {
            Assert.NotEmpty(failure.Code);
        }
    }
}
