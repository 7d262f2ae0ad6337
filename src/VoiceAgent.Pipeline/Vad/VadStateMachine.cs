namespace VoiceAgent.Vad;

/// <summary>
/// Turns probabilities into the beginning and end of speech. Counts samples, reads no clock, allocates nothing. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// A chunk is speech when it is loud and its probability reaches the confidence, silence when it is quiet or below half
/// the confidence. What lies between decides nothing: it neither starts, ends nor revives speech, so a probability that
/// wavers does not cut a word.
/// </para>
/// <para>
/// While speech is starting, silence is weighed against speech instead of beginning anew: a short word with a stop
/// consonant in it still counts. A model warms up slowly, so speech is dated back over the undecided chunks before the
/// first that counted.
/// </para>
/// <para>
/// Always: a stop follows a start, starts and stops alternate, and
/// <c>StartedAt &lt;= StoppedAt &lt;= Position</c> when speech is over, which the next start does not precede.
/// </para>
/// </remarks>
public sealed class VadStateMachine
{
    /// <summary>Furthest that speech is dated back beyond the time it took to be believed, in seconds.</summary>
    private const double Reach = 0.5;

    private readonly VadOptions _options;
    private readonly long _start;
    private readonly long _stop;
    private readonly long _reach;

    /// <summary>End of the last silence.</summary>
    private long _onset;

    /// <summary>Samples for what is starting or stopping.</summary>
    private long _evidence;

    /// <summary>A machine that has heard nothing.</summary>
    /// <param name="options">Thresholds and times; the thresholds are read at every chunk.</param>
    /// <param name="sampleRate">Rate in which samples are counted.</param>
    public VadStateMachine(VadOptions options, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        _options = options;
        _start = (long)(options.Start.TotalSeconds * sampleRate);
        _stop = (long)(options.Stop.TotalSeconds * sampleRate);
        _reach = _start + (long)(Reach * sampleRate);
    }

    private enum Verdict
    {
        Silence,
        Undecided,
        Speech,
    }

    /// <summary>The state after the last chunk.</summary>
    public VadState State { get; private set; }

    /// <summary>Sample at which the speech heard last began: where it rose from silence, not where it convinced.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Sample at which it ended: where the silence began, not where it was long enough.</summary>
    public long StoppedAt { get; private set; }

    /// <summary>Samples heard.</summary>
    public long Position { get; private set; }

    /// <summary>Takes the next chunk.</summary>
    /// <param name="probability">Of speech, 0 to 1; what is no number counts as 0.</param>
    /// <param name="volume">Loudness, 0 to 1.</param>
    /// <param name="samples">Length of the chunk.</param>
    public VadChange Advance(float probability, float volume, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        var verdict = Judge(probability, volume);
        var begin = Position;
        Position += samples;
        switch (State)
        {
            case VadState.Quiet when verdict == Verdict.Silence:
                _onset = Position;
                return VadChange.None;
            case VadState.Quiet when verdict == Verdict.Speech:
                (State, _evidence) = (VadState.Starting, 0);
                return Weigh(verdict, samples);
            case VadState.Starting:
                return Weigh(verdict, samples);
            case VadState.Speaking when verdict == Verdict.Silence:
                (State, StoppedAt, _evidence) = (VadState.Stopping, begin, 0);
                return Wait(samples);
            case VadState.Stopping when verdict == Verdict.Speech:
                State = VadState.Speaking;
                return VadChange.None;
            case VadState.Stopping:
                return Wait(samples);
            default:
                return VadChange.None;
        }
    }

    /// <summary>Says that no more audio comes for now: speech, if there was any, is over. Silence is what it goes on with.</summary>
    public VadChange End()
    {
        var state = State;
        if (state == VadState.Speaking)
        {
            StoppedAt = Position;
        }

        Rest();
        return state is VadState.Speaking or VadState.Stopping ? VadChange.Stopped : VadChange.None;
    }

    /// <summary>To the nearest chunk: what is missing may be half of one.</summary>
    private static bool IsLongEnough(long evidence, long needed, int samples) => evidence + (samples / 2) >= needed;

    private Verdict Judge(float probability, float volume)
    {
        if (!(volume >= _options.MinVolume && probability >= _options.Confidence / 2))
        {
            return Verdict.Silence;
        }

        return probability >= _options.Confidence ? Verdict.Speech : Verdict.Undecided;
    }

    private VadChange Weigh(Verdict verdict, int samples)
    {
        _evidence += verdict switch
        {
            Verdict.Speech => samples,
            Verdict.Silence => -samples,
            _ => 0,
        };
        if (_evidence <= 0)
        {
            Rest();
            return VadChange.None;
        }

        if (verdict != Verdict.Speech || !IsLongEnough(_evidence, _start, samples))
        {
            return VadChange.None;
        }

        StartedAt = Math.Max(_onset, Position - _reach);
        State = VadState.Speaking;
        return VadChange.Started;
    }

    private VadChange Wait(int samples)
    {
        _evidence += samples;
        if (!IsLongEnough(_evidence, _stop, samples))
        {
            return VadChange.None;
        }

        Rest();
        return VadChange.Stopped;
    }

    private void Rest()
    {
        State = VadState.Quiet;
        _onset = Position;
    }
}
