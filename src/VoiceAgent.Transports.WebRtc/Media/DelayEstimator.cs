namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// Learns how unevenly packets arrive, and says how long to hold them back so that nearly all are there in time: a histogram of lateness
/// against the quickest packet of the last seconds, in which the past fades. All in ticks of the RTP clock.
/// </summary>
internal sealed class DelayEstimator
{
    private const int Bins = 41;
    private const float Forgetting = 0.005f;
    private const float Enough = 0.98f;
    private static readonly TimeSpan BinWidth = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Far = TimeSpan.FromSeconds(2);

    private readonly float[] _bins = new float[Bins];
    private readonly WindowedMinimum _quickest = new(Window);
    private readonly JitterBufferOptions _options;
    private readonly long _binTicks;
    private readonly long _farTicks;
    private readonly int _clockRate;

    /// <summary>An estimator that starts at the options' first delay.</summary>
    public DelayEstimator(int clockRate, JitterBufferOptions options)
    {
        (_clockRate, _options) = (clockRate, options);
        (_binTicks, _farTicks) = (ToTicks(BinWidth), ToTicks(Far));
        Clear();
    }

    /// <summary>How long packets should be held back.</summary>
    public long Target { get; private set; }

    /// <summary>Arrival less timestamp of the quickest packet lately: what a packet without any queueing shows.</summary>
    public long Base => _quickest.Value;

    /// <summary>True when a packet came.</summary>
    public bool HasAny => _quickest.HasAny;

    /// <summary>True when a packet's timestamp cannot belong to the clock of those before.</summary>
    public bool IsFar(long transit) => _quickest.HasAny && Math.Abs(transit - Base) > _farTicks;

    /// <summary>Notes a packet.</summary>
    /// <param name="transit">Its arrival less its timestamp.</param>
    /// <param name="now">Its arrival.</param>
    public void Add(long transit, TimeSpan now)
    {
        _quickest.Add(transit, now);
        var lateness = (int)Math.Min(Bins - 1, (transit - Base) / _binTicks);
        var sum = 0f;
        var target = Bins;
        for (var bin = 0; bin < Bins; bin++)
        {
            _bins[bin] *= 1 - Forgetting;
            _bins[bin] += bin == lateness ? Forgetting : 0;
            sum += _bins[bin];
            target = sum >= Enough && bin < target ? bin : target;
        }

        Target = Math.Clamp((target + 1) * _binTicks, ToTicks(_options.MinDelay), ToTicks(_options.MaxDelay));
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        _quickest.Clear();
        Array.Clear(_bins);
        Target = ToTicks(_options.StartDelay);
        _bins[(Target / _binTicks) - 1] = 1;
    }

    private long ToTicks(TimeSpan time) => time.Ticks * _clockRate / TimeSpan.TicksPerSecond;
}
