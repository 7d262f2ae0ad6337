using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace VoiceAgent.Vad;

/// <summary>When a model's probabilities count as speech. The defaults are those Pipecat's users know.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The generated validator has its own range check")]
public sealed class VadOptions
{
    /// <summary>Probability from which a chunk counts as speech, 0 to 1. Default 0.7.</summary>
    [Range(0.0, 1.0)]
    public float Confidence { get; set; } = 0.7f;

    /// <summary>
    /// Speech must last this long before it is believed, to the nearest chunk, 0 to 5 s. Default 0.2 s. A shorter time
    /// hears shorter words and more coughs.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan Start { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Silence must last this long before speech is over, to the nearest chunk, 0 to 5 s. Default 0.2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan Stop { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Loudness from which a chunk counts as speech, 0 to 1, as <see cref="Audio.LevelMeter.Loudness"/> counts: 0.6 is
    /// -50 dBFS. Default 0.6; 0 leaves loudness out.
    /// </summary>
    [Range(0.0, 1.0)]
    public float MinVolume { get; set; } = 0.6f;

    /// <summary>
    /// Speech is over when no audio at all arrives for this long: the client was muted, let go of its button or is gone.
    /// 0.1 to 60 s, default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan AudioTimeout { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Checks <see cref="VadOptions"/> against the ranges they document.</summary>
[OptionsValidator]
public sealed partial class VadOptionsValidator : IValidateOptions<VadOptions>;
