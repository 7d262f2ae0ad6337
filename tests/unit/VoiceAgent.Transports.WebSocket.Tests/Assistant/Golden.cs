using VoiceAgent.Frames;
using VoiceAgent.Observers;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>Every message of the protocol, byte for byte.</summary>
internal static class Golden
{
    /// <summary>What clients send.</summary>
    public static readonly string[] ClientMessages =
    [
        """{"type":"auth","token":"secret","agent":"concierge","audio":"binary","input_sample_rate":16000,"output_sample_rate":24000,"reports_playback":true,"can_clear":true}""",
        """{"type":"start"}""",
        """{"type":"audio","audio_data":"AQD//w=="}""",
        """{"type":"audio","audio_data":"AQD//w==","sample_rate":16000}""",
        """{"type":"text","text":"Book a room for tomorrow at ten"}""",
        """{"type":"played","samples":4800}""",
        """{"type":"played","samples":4800,"seq":17}""",
        """{"type":"resume","resume_token":"5f1c.a1","seq":17,"position":4800,"token":"secret","audio":"binary","reports_playback":true}""",
        """{"type":"end"}""",
        """{"type":"ping","id":7}""",
    ];

    /// <summary>What the server sends, beside what it is made of.</summary>
    public static readonly (Frame Frame, string Json)[] ServerFrames =
    [
        (
            new SessionReadyFrame(
                "concierge",
                [new SessionNotice("no_speech_recognition", "Speech recognition is not installed: type instead.")]
            ),
            """{"type":"ready","protocol":1,"session_id":"5f1c","agent":"concierge","audio":"base64","input_sample_rate":16000,"output_sample_rate":24000,"notices":[{"code":"no_speech_recognition","message":"Speech recognition is not installed: type instead."}]}"""
        ),
        (
            new SessionReadyFrame("concierge", []) { Resume = new ResumeOffer("5f1c.a1", TimeSpan.FromSeconds(30)) },
            """{"type":"ready","protocol":1,"session_id":"5f1c","agent":"concierge","audio":"base64","input_sample_rate":16000,"output_sample_rate":24000,"notices":[],"resume":{"token":"5f1c.a1","grace_ms":30000}}"""
        ),
        (
            new SessionResumedFrame(new ResumeOffer("5f1c.b2", TimeSpan.FromSeconds(30)), 160000, 2, true),
            """{"type":"resumed","session_id":"5f1c","received_samples":160000,"received_texts":2,"complete":true,"resume":{"token":"5f1c.b2","grace_ms":30000}}"""
        ),
        (new NumberedFrame(17, new UserTurnFrame("book a room")), """{"type":"turn","seq":17,"text":"book a room"}"""),
        (new InterimTranscriptionFrame("book a"), """{"type":"transcript","text":"book a","final":false}"""),
        (new TranscriptionFrame("book a room"), """{"type":"transcript","text":"book a room","final":true}"""),
        (
            new TranscriptionFrame("") { Rejected = true },
            """{"type":"transcript","text":"","final":true,"rejected":true}"""
        ),
        (new UserTurnFrame("book a room"), """{"type":"turn","text":"book a room"}"""),
        (new UserTurnFrame("Book a room") { Typed = true }, """{"type":"turn","text":"Book a room","typed":true}"""),
        (new UserTurnFrame("") { Rejected = true }, """{"type":"turn","text":"","rejected":true}"""),
        (new LlmTextFrame("It is ") { ResponseId = new(3) }, """{"type":"response","response_id":3,"text":"It is "}"""),
        (
            new LlmResponseEndFrame { ResponseId = new(3) },
            """{"type":"response","response_id":3,"text":"","final":true}"""
        ),
        (
            new TtsSpeakFrame("¿Qué tal? \"Bien\" 😀") { ResponseId = new(4) },
            """{"type":"response","response_id":4,"text":"¿Qué tal? \"Bien\" \uD83D\uDE00","final":true}"""
        ),
        (
            new BotHeardFrame(new(3), "It is sunny", IsFinal: false),
            """{"type":"heard","response_id":3,"text":"It is sunny","final":false}"""
        ),
        (
            new BotHeardFrame(new(3), "It is sunny", IsFinal: true) { Interrupted = true },
            """{"type":"heard","response_id":3,"text":"It is sunny","final":true,"interrupted":true}"""
        ),
        (
            new BotHeardFrame(new(3), "It is sunny.", IsFinal: true),
            """{"type":"heard","response_id":3,"text":"It is sunny.","final":true,"interrupted":false}"""
        ),
        (new SessionStateFrame(SessionState.Listening), """{"type":"state","state":"listening"}"""),
        (new SessionStateFrame(SessionState.UserSpeaking), """{"type":"state","state":"user_speaking"}"""),
        (new SessionStateFrame(SessionState.Thinking), """{"type":"state","state":"thinking"}"""),
        (new SessionStateFrame(SessionState.Speaking), """{"type":"state","state":"speaking"}"""),
        (
            new TurnLatencyFrame(
                new TurnLatency(new(3))
                {
                    Total = TimeSpan.FromMilliseconds(283.5),
                    Vad = TimeSpan.FromMilliseconds(200),
                    Stt = TimeSpan.FromMilliseconds(1.5),
                    Turn = TimeSpan.FromMilliseconds(21),
                    Llm = TimeSpan.FromMilliseconds(34),
                    Clause = TimeSpan.FromMilliseconds(6),
                    Tts = TimeSpan.FromMilliseconds(12),
                    Other = TimeSpan.FromMilliseconds(9),
                }
            ),
            """{"type":"latency","response_id":3,"total_ms":283.5,"parts_ms":{"vad":200,"stt":1.5,"turn":21,"llm":34,"clause":6,"tts":12,"other":9}}"""
        ),
        (
            new TurnLatencyFrame(
                new TurnLatency(new(3))
                {
                    Total = TimeSpan.FromMilliseconds(200),
                    Vad = TimeSpan.FromMilliseconds(200),
                    Stt = TimeSpan.Zero,
                    Turn = TimeSpan.Zero,
                    Llm = TimeSpan.Zero,
                    Clause = TimeSpan.Zero,
                    Tts = TimeSpan.Zero,
                    Other = TimeSpan.Zero,
                    Playout = TimeSpan.FromMilliseconds(41.5),
                    Replaced = ["stt", "llm"],
                }
            ),
            """{"type":"latency","response_id":3,"total_ms":200,"parts_ms":{"vad":200,"stt":0,"turn":0,"llm":0,"clause":0,"tts":0,"other":0},"playout_ms":41.5,"replaced":["stt","llm"]}"""
        ),
        (
            new ToolCallStartedFrame("c1", "get_weather", """{"place":"Madrid"}"""),
            """{"type":"tool","call_id":"c1","name":"get_weather","status":"started","arguments":"{\"place\":\"Madrid\"}"}"""
        ),
        (
            new ToolCallEndedFrame("c1", "get_weather", ToolCallOutcome.Result, "Sunny"),
            """{"type":"tool","call_id":"c1","name":"get_weather","status":"result","result":"Sunny"}"""
        ),
        (
            new ToolCallEndedFrame("c1", "get_weather", ToolCallOutcome.Error, "No such place"),
            """{"type":"tool","call_id":"c1","name":"get_weather","status":"error","result":"No such place"}"""
        ),
        (
            new ToolCallEndedFrame("c1", "get_weather", ToolCallOutcome.Timeout, ""),
            """{"type":"tool","call_id":"c1","name":"get_weather","status":"timeout","result":""}"""
        ),
        (
            new ToolCallEndedFrame("c1", "get_weather", ToolCallOutcome.Cancelled, ""),
            """{"type":"tool","call_id":"c1","name":"get_weather","status":"cancelled","result":""}"""
        ),
        (
            new ErrorFrame("tool_timeout", "The tool did not answer."),
            """{"type":"error","code":"tool_timeout","message":"The tool did not answer.","fatal":false}"""
        ),
        (new EndFrame("client"), """{"type":"bye","reason":"client"}"""),
    ];

    /// <summary>What the server sends that is no frame.</summary>
    public const string Audio = """{"type":"audio","audio_data":"AQD//w==","response_id":3,"position":48000}""";

    public const string Mark = """{"type":"mark","response_id":3,"position":48000}""";

    public const string Clear = """{"type":"clear","response_id":3}""";

    public const string Pong = """{"type":"pong","id":7}""";

    /// <summary>All text messages of the server.</summary>
    public static IEnumerable<string> ServerMessages =>
        [.. ServerFrames.Select(golden => golden.Json), Audio, Mark, Clear, Pong];

    /// <summary>The samples 1 and −1.</summary>
    public static readonly byte[] Pcm = [1, 0, 255, 255];
}
