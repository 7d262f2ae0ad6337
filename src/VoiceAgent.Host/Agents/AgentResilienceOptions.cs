using VoiceAgent.Resilience;

namespace VoiceAgent.Hosting.Agents;

/// <summary>Who takes over when one of an agent's providers fails, section <c>VoiceAgent:Agents:NAME:Resilience</c>.</summary>
public sealed class AgentResilienceOptions
{
    /// <summary>Recognisers that follow <see cref="AgentOptions.SpeechToText"/>, in order. Those that are not installed are left out.</summary>
    public IReadOnlyList<string> SpeechToText { get; set; } = [];

    /// <summary>Voices that follow <see cref="AgentOptions.TextToSpeech"/>, in order. Those that are not installed are left out.</summary>
    public IReadOnlyList<string> TextToSpeech { get; set; } = [];

    /// <summary>Models that follow <see cref="AgentOptions.Model"/>, in order.</summary>
    public IReadOnlyList<string> Models { get; set; } = [];

    /// <summary>
    /// True takes a new connection to the same provider where no other follows it, false does not. By default recognisers and voices that are
    /// reached over a network get one, so that a silent connection is replaced within a second and a half and no word is lost.
    /// </summary>
    public bool? Reconnects { get; set; }

    /// <summary>How long a recogniser may be silent.</summary>
    public SpeechToTextResilienceOptions Listening { get; set; } = new();

    /// <summary>How long a voice may be silent.</summary>
    public TextToSpeechResilienceOptions Speaking { get; set; } = new();

    /// <summary>How long a model may be silent, how often it is asked again, and hedging.</summary>
    public ChatResilienceOptions Thinking { get; set; } = new();
}
