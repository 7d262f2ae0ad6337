using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>How the speech-to-speech model is used.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The generated validator has its own range check")]
public sealed class OpenAIRealtimeOptions
{
    /// <summary>The model; null takes <c>gpt-realtime</c>.</summary>
    public string? Model { get; set; }

    /// <summary>Voice of agents that name none; null takes <c>marin</c>.</summary>
    public string? Voice { get; set; }

    /// <summary>How fast it speaks, 0.25 to 1.5. Null, the default, leaves it to the server.</summary>
    [Range(0.25, 1.5)]
    public double? Speed { get; set; }

    /// <summary>Who hears where the user's speech begins and ends. Default <see cref="RealtimeTurns.Engine"/>.</summary>
    public RealtimeTurns Turns { get; set; }

    /// <summary>Silence that ends speech for the server, 100 ms to 5 s. Default 0.5 s. Only with <see cref="RealtimeTurns.Server"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:05")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How sure the server must be that it hears speech, 0 to 1. Default 0.5. Only with <see cref="RealtimeTurns.Server"/>.</summary>
    [Range(0.0, 1.0)]
    public double Threshold { get; set; } = 0.5;

    /// <summary>
    /// True lets the server begin its answer when speech ends; it is held until the engine knows that the turn is over, and dropped if it is not.
    /// Default true. Only where the server finds turns.
    /// </summary>
    public bool AnswersAtOnce { get; set; } = true;

    /// <summary>How the server filters noise: <c>near_field</c>, <c>far_field</c>; null, the default, does not.</summary>
    [RegularExpression("near_field|far_field")]
    public string? NoiseReduction { get; set; }
}

/// <summary>Who hears where the user's speech begins and ends.</summary>
public enum RealtimeTurns
{
    /// <summary>The agent's own voice activity detector: only speech is sent.</summary>
    Engine,

    /// <summary>The server, by silence: all audio is sent.</summary>
    Server,

    /// <summary>The server, by what was said: all audio is sent.</summary>
    Semantic,
}
