using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Providers.ElevenLabs.Speech;
using VoiceAgent.Providers.ElevenLabs.Transcription;
using VoiceAgent.Stt;
using VoiceAgent.Tests.Vendors;
using VoiceAgent.Tts;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.ElevenLabs;

public sealed class ElevenLabsWildMessageTests
{
    private const int Count = 20_000;

    [Fact]
    public void No_message_about_what_is_spoken_throws_anything_but_a_failure_with_a_code()
    {
        var told = new List<TextToSpeechEvent>();
        var spoken = new SpokenUtterances(2, told.Add, _ => { });
        var wire = new ElevenLabsSpeaking(new ElevenLabsOptions(), new TextToSpeechSessionOptions());
        var audio =
            """{"audio":"AAAAAAAA","contextId":"1","alignment":{"chars":["H","i"," "],"charStartTimesMs":[0,50,100],"charDurationsMs":[50,50,50]}}""";
        foreach (
            var message in WildJson.Of(
                Count,
                audio,
                audio.Replace("alignment", "normalizedAlignment", StringComparison.Ordinal),
                """{"isFinal":true,"contextId":"1"}""",
                """{"error":"quota_exceeded","code":1008}"""
            )
        )
        {
            spoken.Begin(1);
            _ = wire.Write(1, "Hi").ToArray();
            Read(() => wire.OnText(message, spoken));
        }

        Assert.Contains(told, e => e.Words is { Count: > 0 });
        Assert.All(
            told.SelectMany(e => e.Words ?? []),
            word => Assert.True(word.Start >= TimeSpan.Zero && word.End >= word.Start)
        );
    }

    [Fact]
    public void No_message_about_what_was_heard_throws_anything_but_a_failure_with_a_code()
    {
        var told = new List<SpeechToTextEvent>();
        var heard = new RecognizedSegments(AudioFormat.Input16Khz, new SocketSettings(), told.Add);
        var wire = new ElevenLabsListening(new ElevenLabsOptions(), new SpeechToTextSessionOptions());
        foreach (
            var message in WildJson.Of(
                Count,
                """{"message_type":"committed_transcript_with_timestamps","text":"good morning","words":[{"text":"good","start":0.0,"end":0.2,"type":"word"}]}""",
                """{"message_type":"partial_transcript","text":"good"}""",
                """{"message_type":"auth_error","error":"secret"}"""
            )
        )
        {
            Read(() => wire.OnText(message, heard));
        }

        Assert.Contains(told, e => e.Kind == SpeechToTextEventKind.Interim);
    }

    private static void Read(Action read)
    {
        try
        {
            read();
        }
        catch (VoiceAgentException failure)
        {
            Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        }
    }
}
