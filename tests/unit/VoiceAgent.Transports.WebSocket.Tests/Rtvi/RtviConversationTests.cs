using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Turns;
using static VoiceAgent.Transports.WebSockets.Rtvi.RtviTalk;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>Whole conversations of the engine in virtual time, as RTVI clients are told of them.</summary>
public class RtviConversationTests
{
    [Fact]
    public void A_turn_is_told_in_the_order_of_the_reference()
    {
        using var talk = new ScriptedConversation { ClientInfo = ClientInfo };
        talk.AgentReplies("Two rooms.");
        talk.UserSays("any rooms");
        talk.WaitUntilQuiet();

        var told = Tell(talk).Where(m => TypeOf(m) != "metrics").ToList();
        Assert.Equal("bot-ready version=2.1.0", Lines(told)[0]);
        Assert.Equal("0a1b2c3d", told[0].GetProperty("id").GetString());
        Assert.Equal(
            [
                "user-stopped-speaking",
                "user-llm-text any rooms",
                "bot-llm-started",
                "bot-llm-text Two",
                "bot-llm-text  rooms.",
                "bot-llm-stopped",
                "bot-tts-started",
                "bot-transcription Two rooms.",
                "bot-started-speaking",
                "bot-output 1 new |Two rooms.",
                "bot-tts-stopped",
                "bot-tts-text Two",
                "bot-output 1 in-progress Two| rooms.",
                "bot-tts-text rooms.",
                "bot-output 1 completed Two rooms.|",
                "bot-stopped-speaking",
            ],
            Lines(told).SkipWhile(line => line != "user-stopped-speaking")
        );
        Assert.Contains("user-transcription any rooms user_id=ada final=True", Lines(told));
        Assert.DoesNotContain(told.Skip(1), message => message.TryGetProperty("id", out _));
    }

    [Fact]
    public void A_client_of_the_first_version_gets_sentences_and_words()
    {
        using var talk = new ScriptedConversation { ClientInfo = ClientInfo };
        talk.AgentReplies("Two rooms.");
        talk.UserTypes("any rooms");
        talk.WaitUntilQuiet();

        Assert.Equal(
            [
                "bot-ready version=1.2.0",
                "bot-output Two rooms. aggregated_by=sentence spoken=False",
                "bot-tts-text Two",
                "bot-output Two aggregated_by=word spoken=True",
                "bot-tts-text rooms.",
                "bot-output rooms. aggregated_by=word spoken=True",
            ],
            Lines(Tell(talk, "1.2.0"), "bot-ready", "bot-output", "bot-tts-text")
        );
    }

    [Fact]
    public void An_interruption_closes_what_is_open_at_the_word_that_was_heard()
    {
        using var talk = new ScriptedConversation { ClientInfo = ClientInfo };
        talk.AgentReplies("One two three four five six seven eight nine ten. And this is never heard by anybody.");
        talk.AgentReplies("All right.");
        talk.UserTypes("count");
        talk.WaitUntilHeard("three");
        talk.UserSays("stop it");
        talk.WaitUntilQuiet();

        var lines = Lines(
            Tell(talk),
            "user-started-speaking",
            "bot-interrupted",
            "bot-output",
            "bot-started-speaking",
            "bot-stopped-speaking"
        );
        var cut = lines.LastIndexOf("bot-interrupted");
        Assert.Equal("user-started-speaking", lines[cut - 1]);
        Assert.StartsWith("bot-output 1 completed One two three", lines[cut + 1], StringComparison.Ordinal);
        Assert.DoesNotContain("ten.|", lines[cut + 1], StringComparison.Ordinal);
        Assert.Equal("bot-stopped-speaking", lines[cut + 2]);
        Assert.DoesNotContain(lines, line => line.Contains("never heard", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("completed All right.|", StringComparison.Ordinal));
        AssertPaired(lines, "bot-started-speaking", "bot-stopped-speaking");
    }

    [Fact]
    public void An_interruption_before_any_sound_leaves_no_bracket_open()
    {
        using var talk = new ScriptedConversation { ClientInfo = ClientInfo };
        talk.AgentReplies(new FakeReply("One two three four five.") { TokenInterval = TimeSpan.FromSeconds(2) });
        talk.AgentReplies("All right.");
        talk.UserTypes("count");
        talk.Wait(TimeSpan.FromSeconds(3));
        talk.UserTypes("never mind");
        talk.WaitUntilQuiet();

        var lines = Lines(Tell(talk));
        AssertPaired(lines, "bot-llm-started", "bot-llm-stopped");
        AssertPaired(lines, "bot-tts-started", "bot-tts-stopped");
        AssertPaired(lines, "bot-started-speaking", "bot-stopped-speaking");
    }

    [Fact]
    public void Sentences_follow_each_other_under_their_own_numbers()
    {
        using var talk = new ScriptedConversation { ClientInfo = ClientInfo };
        talk.AgentReplies("This is the first sentence of two. And this is the other one of them.");
        talk.UserTypes("go");
        talk.WaitUntilQuiet();

        var outputs = Lines(Tell(talk), "bot-output");
        var second = outputs.FindIndex(line => line.StartsWith("bot-output 2 new |And", StringComparison.Ordinal));
        Assert.Equal("bot-output 1 completed This is the first sentence of two.|", outputs[second - 1]);
        Assert.All(outputs.Skip(second), line => Assert.StartsWith("bot-output 2", line, StringComparison.Ordinal));
        Assert.Equal("bot-output 2 completed And this is the other one of them.|", outputs[^1]);
        // One message for each word but the last, and one at each end.
        Assert.Equal(7 + 1 + 8 + 1, outputs.Count);
    }

    [Fact]
    public void What_the_model_took_is_told_in_tokens()
    {
        using var talk = new ScriptedConversation { ClientInfo = ClientInfo };
        talk.AgentReplies(
            new FakeReply("Two rooms.")
            {
                Usage = new UsageDetails
                {
                    InputTokenCount = 812,
                    OutputTokenCount = 24,
                    CachedInputTokenCount = 768,
                },
            }
        );
        talk.UserTypes("any rooms");
        talk.WaitUntilQuiet();

        var tokens = Tell(talk)
            .Where(m => TypeOf(m) == "metrics" && m.GetProperty("data").TryGetProperty("tokens", out _));
        Assert.Equal(
            """[{"prompt_tokens":812,"completion_tokens":24,"total_tokens":836,"cache_read_input_tokens":768}]""",
            Assert.Single(tokens).GetProperty("data").GetProperty("tokens").GetRawText()
        );
    }

    [Fact]
    public void A_user_who_is_not_listened_to_is_told_so()
    {
        using var talk = new ScriptedConversation
        {
            ClientInfo = ClientInfo,
            Agent = static talk => new AgentDefinition
            {
                Name = "test",
                ChatClient = talk.Model,
                VoiceActivity = new FakeVoiceActivity(),
                SpeechToText = talk.Recognizer,
                TextToSpeech = talk.Voice,
                Turns = { Mute = MuteTimes.WhileBotSpeaks },
            },
        };
        talk.AgentReplies("Two rooms.");
        talk.UserTypes("any rooms");
        talk.WaitUntilQuiet();

        Assert.Equal(
            ["user-mute-started", "user-mute-stopped"],
            Lines(Tell(talk), "user-mute-started", "user-mute-stopped")
        );
    }

    [Fact]
    public void A_reply_in_text_is_shown_and_the_next_one_spoken_again()
    {
        using var talk = new ScriptedConversation { ClientInfo = ClientInfo };
        talk.AgentReplies("Quietly.");
        talk.AgentReplies("Loudly.");
        talk.Wait(TimeSpan.FromMilliseconds(1));
        talk.Client.Send(MediaInput.FromMessage(new InputTextFrame("whisper") { ReplyInText = true }));
        talk.WaitUntilQuiet();
        talk.UserTypes("speak");
        talk.WaitUntilQuiet();

        Assert.Equal(
            [
                "bot-transcription Quietly.",
                "bot-output Quietly. aggregated_by=sentence segment_id=1 will_be_spoken=False spoken=False",
                "bot-tts-started",
                "bot-transcription Loudly.",
                "bot-started-speaking",
                "bot-output 2 new |Loudly.",
                "bot-output 2 completed Loudly.|",
            ],
            Lines(Tell(talk), "bot-output", "bot-transcription", "bot-tts-started", "bot-started-speaking")
        );
        Assert.Equal(["user: whisper", "agent: Quietly.", "user: speak", "agent: Loudly."], talk.Transcript);
    }

    [Fact]
    public void A_model_that_speaks_by_itself_is_told_sentence_by_sentence()
    {
        using var talk = new ScriptedConversation
        {
            ClientInfo = ClientInfo,
            Agent = static t => t.CreateSpeakingAgent(),
        };
        talk.AgentReplies("Two rooms are free today. Both have a view.");
        talk.UserTypes("any rooms");
        talk.WaitUntilQuiet();

        var told = Tell(talk);
        Assert.Equal(
            ["bot-transcription Two rooms are free today.", "bot-transcription  Both have a view."],
            Lines(told, "bot-transcription")
        );
        Assert.Single(Lines(told, "bot-tts-started"));
        var output = Lines(told, "bot-output");
        Assert.Contains("bot-output 1 completed Two rooms are free today.|", output);
        Assert.Contains("bot-output 2 completed  Both have a view.|", output);
    }

    [Fact]
    public void An_agent_without_a_voice_is_read()
    {
        using var talk = new ScriptedConversation
        {
            ClientInfo = ClientInfo,
            Agent = t => new() { Name = "test", ChatClient = t.Model },
        };
        talk.AgentReplies("Read this.");
        talk.UserTypes("go");
        talk.WaitUntilQuiet();

        var told = Tell(talk);
        Assert.Equal(
            ["bot-output Read this. aggregated_by=sentence segment_id=1 will_be_spoken=False spoken=False"],
            Lines(told, "bot-output")
        );
        Assert.Empty(Lines(told, "bot-started-speaking"));
    }

    [Theory]
    [InlineData(ToolEventDetail.Full, true)]
    [InlineData(ToolEventDetail.None, true)]
    [InlineData(ToolEventDetail.Full, false)]
    [InlineData(ToolEventDetail.Names, false)]
    [InlineData(ToolEventDetail.None, false)]
    public void Functions_are_told_as_far_as_is_allowed_and_to_their_client_always(
        ToolEventDetail detail,
        bool byClient
    )
    {
        AITool tool = byClient
            ? ClientFunction.Create("paint", "Paints.")
            : AIFunctionFactory.Create(() => """{"done":true}""", "paint");
        using var talk = new ScriptedConversation
        {
            ClientInfo = ClientInfo,
            Agent = t => t.CreateAgent(null, (AIFunction)tool),
        };
        talk.AgentReplies(FakeReply.Calls("paint", ("colour", "red")));
        talk.AgentReplies("Painted.");
        talk.UserTypes("paint it");
        talk.WaitUntil(() => talk.Client.Messages.Any(m => m.Value is ToolCallStartedFrame));
        talk.Client.Send(
            MediaInput.FromMessage(new ClientFunctionResultFrame("call-paint", "paint", """{"done":true}"""))
        );
        talk.WaitUntilQuiet();

        var calls = Lines(Tell(talk, tools: detail)).Where(l => l.StartsWith("llm-function", StringComparison.Ordinal));
        var full = byClient || detail == ToolEventDetail.Full;
        Assert.Equal(
            !byClient && detail == ToolEventDetail.None
                ? []
                :
                [
                    "llm-function-call-started function_name=paint",
                    "llm-function-call-in-progress tool_call_id=call-paint function_name=paint"
                        + (full ? """ arguments={"colour":"red"}""" : ""),
                    "llm-function-call-stopped tool_call_id=call-paint cancelled=False function_name=paint"
                        + (full ? """ result={"done":true}""" : ""),
                ],
            calls
        );
        Assert.Contains("""result: {"done":true}""", talk.Transcript);
    }

    [Fact]
    public void Metrics_tell_where_the_time_of_a_turn_went()
    {
        using var talk = new ScriptedConversation { ClientInfo = ClientInfo };
        talk.AgentReplies("Yes.");
        talk.UserSays("hello there");
        talk.WaitUntilQuiet();

        var metrics = Tell(talk).Where(m => TypeOf(m) == "metrics").Select(m => m.GetProperty("data")).ToList();
        var all = metrics.Where(m => m.TryGetProperty("ttfb", out _)).ToList();
        Assert.Equal(2, all.Count);
        Assert.All(
            all[0].GetProperty("ttfb").EnumerateArray(),
            m => Assert.Equal(0, m.GetProperty("value").GetInt32())
        );
        var times = all[1];
        Assert.Equal(["stt", "llm", "tts"], times.GetProperty("ttfb").EnumerateArray().Select(Processor));
        Assert.Equal(["vad", "turn", "total"], times.GetProperty("processing").EnumerateArray().Select(Processor));
        Assert.Equal(0.3, times.GetProperty("ttfb")[1].GetProperty("value").GetDouble(), 0.05);
        var characters = metrics.Single(m => m.TryGetProperty("characters", out _)).GetProperty("characters")[0];
        Assert.Equal(4, characters.GetProperty("value").GetInt32());
    }

    [Fact]
    public void Applications_talk_to_each_other()
    {
        var rtvi = new RtviConversation("1", RtviVersion.Current, "", ToolEventDetail.Full, TimeProvider.System);

        Assert.Equal(
            [
                """{"label":"rtvi-ai","type":"server-response","id":"7","data":{"t":"add","d":5}}""",
                """{"label":"rtvi-ai","type":"server-response","id":"7","data":{"t":"add"}}""",
                """{"label":"rtvi-ai","type":"error-response","id":"7","data":{"error":"No."}}""",
                """{"label":"rtvi-ai","type":"server-message","data":{"a":1}}""",
                """{"label":"rtvi-ai","type":"server-message","data":"not JSON"}""",
                """{"label":"rtvi-ai","type":"ui-command","data":{"command":"toast","payload":{"title":"Hi"}}}""",
                """{"label":"rtvi-ai","type":"ui-job-group","data":{"kind":"group_completed","job_id":"j"}}""",
            ],
            new Frame[]
            {
                new ServerResponseFrame("7", "add", "5"),
                new ServerResponseFrame("7", "add", null),
                new RequestFailedFrame("7", "No."),
                new ServerMessageFrame("""{"a":1}"""),
                new ServerMessageFrame("not JSON"),
                new UiCommandFrame("toast", """{"title":"Hi"}"""),
                new UiJobGroupFrame("""{"kind":"group_completed","job_id":"j"}"""),
            }.Select(frame => System.Text.Encoding.UTF8.GetString(Assert.Single(rtvi.Tell(frame)).Json.Span))
        );
        Assert.Empty(rtvi.Tell(new ErrorFrame(ErrorCodes.Internal, "told by the protocol")));
    }

    private static string Processor(JsonElement metric) => metric.GetProperty("processor").GetString()!;

    private static void AssertPaired(List<string> lines, string opening, string closing)
    {
        var brackets = lines.Where(line => line == opening || line == closing).ToList();
        Assert.Equal(brackets.Select((_, i) => i % 2 == 0 ? opening : closing), brackets);
        Assert.Equal(0, brackets.Count % 2);
    }
}
