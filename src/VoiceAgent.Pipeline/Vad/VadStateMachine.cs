namespace VoiceAgent.Vad;

/// <summary>What a chunk changed.</summary>
public enum VadChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Speech began.</summary>
    Started,

    /// <summary>Speech is over.</summary>
    Stopped,
}

/// <summary>Where a user's voice is: four states, so that a click does not start speech and a breath does not end it.</summary>
public enum VadState
{
    /// <summary>Silence.</summary>
    Quiet,

    /// <summary>Something like speech, not long enough yet.</summary>
    Starting,

    /// <summary>Speech.</summary>
    Speaking,

    /// <summary>A pause, not long enough yet.</summary>
    Stopping,
}

/// <summary>
/// Turns probabilities into the beginning and end of speech. Counts samples, reads no clock, allocates nothing. Not thread-safe.
/// </summary>
/// <remarks>
/// While speech is starting, single chunks below the threshold are tolerated as long as the speech outweighs them: a short word with a stop
/// consonant in it still counts.
/// </remarks>
public sealed class VadStateMachine
{
    private readonly VadOptions _options;
    private readonly long _start;
    private readonly long _stop;
    private long _position;
    private long _evidence;

    /// <summary>A machine that has heard nothing.</summary>
    /// <param name="options">Thresholds and times; read at every chunk.</param>
    /// <param name="sampleRate">Rate in which samples are counted.</param>
    public VadStateMachine(VadOptions options, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        _options = options;
        _start = (long)(options.Start.TotalSeconds * sampleRate);
        _stop = (long)(options.Stop.TotalSeconds * sampleRate);
    }

    /// <summary>The state after the last chunk.</summary>
    public VadState State { get; private set; }

    /// <summary>Sample at which the speech heard last began: the first chunk that counted, not the one that convinced.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Sample at which it ended: behind the last chunk that counted, not where the pause was long enough.</summary>
    public long StoppedAt { get; private set; }

    /// <summary>Samples heard.</summary>
    public long Position => _position;

    /// <summary>Takes the next chunk.</summary>
    /// <param name="probability">Of speech, 0 to 1.</param>
    /// <param name="volume">Loudness, 0 to 1.</param>
    /// <param name="samples">Length of the chunk.</param>
    public VadChange Advance(float probability, float volume, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        var isSpeech = probability >= _options.Confidence && volume >= _options.MinVolume;
        var begin = _position;
        _position += samples;
        return State switch
        {
            VadState.Quiet when isSpeech => Begin(begin, samples),
            VadState.Starting => Confirm(isSpeech, samples),
            VadState.Speaking when !isSpeech => Pause(begin, samples),
            VadState.Stopping => Finish(isSpeech, samples),
            _ => VadChange.None,
        };
    }

    private VadChange Begin(long begin, int samples)
    {
        StartedAt = begin;
        _evidence = 0;
        State = VadState.Starting;
        return Confirm(true, samples);
    }

    private VadChange Confirm(bool isSpeech, int samples)
    {
        _evidence += isSpeech ? samples : -samples;
        if (_evidence <= 0)
        {
            State = VadState.Quiet;
            return VadChange.None;
        }

        if (!isSpeech || _evidence < _start)
        {
            return VadChange.None;
        }

        State = VadState.Speaking;
        return VadChange.Started;
    }

    private VadChange Pause(long begin, int samples)
    {
        StoppedAt = begin;
        _evidence = 0;
        State = VadState.Stopping;
        return Finish(false, samples);
    }

    private VadChange Finish(bool isSpeech, int samples)
    {
        if (isSpeech)
        {
            State = VadState.Speaking;
            return VadChange.None;
        }

        _evidence += samples;
        if (_evidence < _stop)
        {
            return VadChange.None;
        }

        State = VadState.Quiet;
        return VadChange.Stopped;
    }
}
