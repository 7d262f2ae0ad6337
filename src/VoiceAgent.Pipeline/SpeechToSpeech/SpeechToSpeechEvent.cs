using Microsoft.Extensions.AI;
using VoiceAgent.Errors;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>What a speech-to-speech session tells. Prints no content.</summary>
public abstract record SpeechToSpeechEvent
{
    private SpeechToSpeechEvent() { }

    /// <summary>The session lives: something asked for is being done.</summary>
    public sealed record Alive : SpeechToSpeechEvent;

    /// <summary>The model hears speech.</summary>
    /// <param name="At">Where it began in all the audio written to this session.</param>
    public sealed record SpeechStarted(TimeSpan At) : SpeechToSpeechEvent;

    /// <summary>The model hears silence again and takes the segment for complete.</summary>
    /// <param name="At">Where speech ended in all the audio written to this session.</param>
    /// <param name="Hangover">Silence it waited for.</param>
    public sealed record SpeechStopped(TimeSpan At, TimeSpan Hangover) : SpeechToSpeechEvent;

    /// <summary>Text of the segment the user speaks or has spoken, still open to change.</summary>
    /// <param name="Transcript">Replaces the one before.</param>
    public sealed record UserInterim(string Transcript) : SpeechToSpeechEvent;

    /// <summary>Text of a segment, final.</summary>
    /// <param name="Transcript">Empty when there were no words.</param>
    public sealed record UserText(string Transcript) : SpeechToSpeechEvent
    {
        /// <summary>True when its text could not be found out; the model has heard it all the same.</summary>
        public bool IsUnknown { get; init; }
    }

    /// <summary>The next piece of a reply's text: of what is spoken, or of what is written.</summary>
    /// <param name="Reply">Number of the reply.</param>
    /// <param name="Delta">The piece.</param>
    public sealed record Text(long Reply, string Delta) : SpeechToSpeechEvent;

    /// <summary>The next piece of a reply's speech.</summary>
    /// <param name="Reply">Number of the reply.</param>
    /// <param name="Pcm">Whole samples; immutable, may be kept.</param>
    public sealed record Audio(long Reply, ReadOnlyMemory<byte> Pcm) : SpeechToSpeechEvent;

    /// <summary>The reply calls a tool.</summary>
    /// <param name="Reply">Number of the reply.</param>
    /// <param name="Function">The call.</param>
    public sealed record Call(long Reply, FunctionCallContent Function) : SpeechToSpeechEvent;

    /// <summary>The reply is complete.</summary>
    /// <param name="Reply">Number of the reply.</param>
    /// <param name="Usage">What it took; null when the vendor does not say.</param>
    public sealed record Ended(long Reply, UsageDetails? Usage) : SpeechToSpeechEvent;

    /// <summary>The reply failed; the session goes on.</summary>
    /// <param name="Reply">Number of the reply.</param>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(long Reply, VoiceAgentException Failure) : SpeechToSpeechEvent;

    /// <summary>Type only.</summary>
    public sealed override string ToString() => GetType().Name;
}
