using VoiceAgent.Audio;

namespace VoiceAgent.Resilience;

/// <summary>How much speech a recogniser was given since it last said something. Used under a lock.</summary>
internal sealed class SpeechWatch(AudioFormat format, bool speechOnly, TimeProvider time)
{
    /// <summary>Volume from which a sound may be speech, as of a VAD.</summary>
    private const float Loud = 0.6f;

    private readonly LevelMeter _level = new(format.SampleRate);

    /// <summary>When the first speech came, as a timestamp; null when there was none.</summary>
    public long? Since { get; private set; }

    /// <summary>How much of it there was.</summary>
    public TimeSpan Heard { get; private set; }

    /// <summary>False once a recogniser was replaced because it said nothing to this segment.</summary>
    public bool IsOn { get; private set; } = true;

    public void Add(ReadOnlyMemory<byte> audio)
    {
        _level.Add(Pcm16.AsSamples(audio.Span));
        if (speechOnly || _level.Volume >= Loud)
        {
            Since ??= time.GetTimestamp();
            Heard += format.DurationOf(audio.Length);
        }
    }

    /// <summary>The recogniser said something.</summary>
    public void Answered()
    {
        Forget();
        IsOn = true;
    }

    /// <summary>The segment is over.</summary>
    public void End()
    {
        Forget();
        IsOn = true;
    }

    /// <summary>It was replaced for its silence: the next one begins anew, and is not replaced for the same.</summary>
    public void Replaced() => IsOn = false;

    private void Forget() => (Since, Heard) = (null, TimeSpan.Zero);
}
