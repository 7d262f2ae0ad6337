using VoiceAgent.Audio;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Hosting.Talk;

/// <summary>One line of a conversation's timeline.</summary>
/// <param name="Time">Since the conversation began.</param>
/// <param name="Who"><c>user</c>, <c>bot</c> or <c>server</c>.</param>
/// <param name="What">What happened.</param>
/// <param name="Text">Words, if there are any.</param>
internal sealed record TalkEvent(TimeSpan Time, string Who, string What, string Text);

/// <summary>What came of one turn.</summary>
/// <param name="Name">The recording or the typed text.</param>
internal sealed record TalkTurnResult(string Name)
{
    public string? Transcript { get; set; }

    public bool Rejected { get; set; }

    public List<string> Tools { get; } = [];

    public string Reply { get; set; } = "";

    public ServerLatency? Latency { get; set; }

    /// <summary>From the last sound of the recording to the first sound of the reply, as the client heard it.</summary>
    public TimeSpan? HeardAfter { get; set; }
}

/// <summary>A whole conversation.</summary>
internal sealed record TalkReport
{
    public List<TalkEvent> Events { get; } = [];

    public List<TalkTurnResult> Turns { get; } = [];

    public List<string> Notices { get; } = [];

    public string Agent { get; set; } = "";

    public string Greeting { get; set; } = "";

    public AudioFormat Format { get; set; } = AudioFormat.Output24Khz;

    /// <summary>What came out of the loudspeaker, silence included.</summary>
    public ReadOnlyMemory<byte> Heard { get; set; }

    /// <summary>Why the conversation was given up; null when it went well.</summary>
    public string? Problem { get; set; }
}
