namespace VoiceAgent.Audio;

/// <summary>Audio read from a WAV file, as 16-bit PCM whatever the file held.</summary>
/// <param name="Format">Rate and channels.</param>
/// <param name="Pcm">Whole samples, little-endian, channels interleaved.</param>
public sealed record WavAudio(AudioFormat Format, ReadOnlyMemory<byte> Pcm)
{
    /// <summary>Samples per channel.</summary>
    public int Samples => Pcm.Length / Format.BytesPerSample;

    /// <summary>How long it lasts.</summary>
    public TimeSpan Duration => Format.DurationOf(Pcm.Length);
}
