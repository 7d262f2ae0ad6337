using VoiceAgent.Audio;

namespace VoiceAgent.Frames;

/// <summary>A piece of 16-bit little-endian PCM.</summary>
/// <param name="Audio">Whole samples; immutable, may be kept by whoever receives it.</param>
/// <param name="Format">Rate and channels.</param>
public abstract record AudioFrame(ReadOnlyMemory<byte> Audio, AudioFormat Format) : DataFrame
{
    /// <summary>Samples per channel.</summary>
    public int Samples => Audio.Length / Format.BytesPerSample;

    /// <summary>How long it lasts.</summary>
    public TimeSpan Duration => Format.DurationOf(Audio.Length);
}

/// <summary>Audio from the user.</summary>
/// <param name="Audio">Whole samples.</param>
/// <param name="Format">Rate and channels.</param>
/// <param name="Position">Samples (per channel) received before this piece: the clock of what the user says.</param>
public sealed record InputAudioFrame(ReadOnlyMemory<byte> Audio, AudioFormat Format, long Position)
    : AudioFrame(Audio, Format);

/// <summary>Audio to play that is not speech of a voice: a sound, a recording.</summary>
/// <param name="Audio">Whole samples.</param>
/// <param name="Format">Rate and channels.</param>
public sealed record OutputAudioFrame(ReadOnlyMemory<byte> Audio, AudioFormat Format) : AudioFrame(Audio, Format);

/// <summary>Speech made by a voice.</summary>
/// <param name="Audio">Whole samples.</param>
/// <param name="Format">Rate and channels.</param>
/// <param name="Utterance">The utterance it is part of.</param>
public sealed record TtsAudioFrame(ReadOnlyMemory<byte> Audio, AudioFormat Format, long Utterance)
    : AudioFrame(Audio, Format);

/// <summary>Speech of a model that speaks by itself, as it streams; its text comes beside it.</summary>
/// <param name="Audio">Whole samples.</param>
/// <param name="Format">Rate and channels.</param>
public sealed record LlmAudioFrame(ReadOnlyMemory<byte> Audio, AudioFormat Format) : AudioFrame(Audio, Format)
{
    /// <summary>Number of the reply where it was made.</summary>
    internal long Reply { get; init; }
}

/// <summary>The client has played this much of all the audio it was sent.</summary>
/// <param name="Samples">Samples per channel in the connection's output format.</param>
public sealed record PlayedFrame(long Samples) : SystemFrame;
