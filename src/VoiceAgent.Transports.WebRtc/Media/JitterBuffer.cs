using VoiceAgent.Transports.WebRtc.Codecs;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// Makes a steady stream of 20 ms frames of what arrives unevenly, out of order, twice or not at all. Sans-IO: times come from the caller.
/// Not thread-safe; allocates nothing once warm.
/// </summary>
/// <remarks>
/// <para>
/// A packet's time comes when all before it was given out. A hole is filled at that moment: from the packet behind if that repeats it, else
/// with something made up, at most for 80 ms. Timestamps that jump while sequence numbers do not are silence of a sender that leaves silence
/// out (RFC 3551 section 4.1). While nothing comes at all, what is given out counts as waiting: what comes then is late rather than lost, and
/// the delay grows by that much.
/// </para>
/// <para>
/// The delay is brought back where nobody notices: a quiet frame is left out or doubled, and the length of a silence is free anyway. So are
/// clocks that run differently evened out.
/// </para>
/// <para>
/// A machine listens, not a person: it may hear nothing for a moment, and two frames at once. So a standstill in the middle of a word is waited
/// out rather than filled, and a backlog is heard faster rather than cut. <see cref="Due"/> says how much.
/// </para>
/// </remarks>
internal sealed class JitterBuffer
{
    private const int FramesPerSecond = 50;
    private const int MaxLateInRow = 25;
    private const int MaxFramesAtOnce = 4;
    private const int MaxHeld = 20;
    private static readonly TimeSpan SlackWindow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPacket = TimeSpan.FromMilliseconds(120);

    private readonly IAudioCodec _codec;
    private readonly PacketStore _store = new();
    private readonly DelayEstimator _delay;
    private readonly Concealment _concealment;
    private readonly Loudness _loudness = new();
    private readonly WindowedMinimum _slack = new(SlackWindow);
    private readonly SampleQueue _ready;
    private readonly int _clockRate;
    private readonly int _frameSamples;
    private readonly long _frameTicks;
    private readonly long _capacity;
    private JitterBufferCounters _counters;
    private RtpUnwrap _sequences;
    private RtpUnwrap _timestamps;
    private long _nextSequence;
    private long _nextTimestamp;
    private long _packetTicks;
    private long _waited;
    private bool _isPlaying;
    private int _lateInRow;
    private int _held;

    /// <summary>A buffer in front of a codec, which it does not dispose.</summary>
    public JitterBuffer(IAudioCodec codec, JitterBufferOptions options)
    {
        _codec = codec;
        _clockRate = codec.Codec.ClockRate;
        _frameSamples = codec.DecoderRate / FramesPerSecond;
        _frameTicks = _clockRate / FramesPerSecond;
        _packetTicks = _frameTicks;
        _capacity = ToTicks(options.Capacity);
        _delay = new DelayEstimator(_clockRate, options);
        _concealment = new Concealment(codec);
        _ready = new SampleQueue(_frameSamples + ToSamples(ToTicks(LongestPacket)));
    }

    /// <summary>What it did so far.</summary>
    public JitterBufferCounters Counters => _counters;

    /// <summary>Samples of a frame.</summary>
    public int FrameSamples => _frameSamples;

    /// <summary>What is aimed at now.</summary>
    public TimeSpan TargetDelay => ToTime(_delay.Target);

    /// <summary>How long the last frame was held back, counted from when it could have come at the earliest.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Takes a packet in.</summary>
    /// <param name="sequence">RTP sequence number.</param>
    /// <param name="timestamp">RTP timestamp.</param>
    /// <param name="payload">The payload; copied.</param>
    /// <param name="now">When it arrived.</param>
    public void Add(ushort sequence, uint timestamp, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        if (_codec.Duration(payload) == 0)
        {
            _counters.Malformed++;
            return;
        }

        _counters.Received++;
        var fullSequence = _sequences.Peek(sequence);
        var fullTimestamp = _timestamps.Peek(timestamp);
        if (IsFar(fullSequence, ToTicks(now) - fullTimestamp))
        {
            Restart();
            (fullSequence, fullTimestamp) = (sequence, timestamp);
        }

        // Far from zero, so that what came before the first has a number too.
        fullSequence += _delay.HasAny ? 0 : ushort.MaxValue + 1;
        fullTimestamp += _delay.HasAny ? 0 : uint.MaxValue + 1L;
        _sequences.Note(fullSequence);
        _timestamps.Note(fullTimestamp);
        _delay.Add(ToTicks(now) - fullTimestamp, now);
        if (_isPlaying && fullSequence < _nextSequence)
        {
            _counters.Late++;
            _lateInRow++;
            return;
        }

        _lateInRow = 0;
        _counters.Duplicates += _store.TryAdd(fullSequence, fullTimestamp, payload) ? 0 : 1;
    }

    /// <summary>How many frames to take; asked every 20 ms.</summary>
    /// <param name="now">When they are due.</param>
    /// <returns>
    /// One as a rule. None, for 400 ms at most, while a sound that broke off waits for its packets: nobody stops sending there. Up to four while
    /// more waits than is needed.
    /// </returns>
    public int Due(TimeSpan now)
    {
        if (!_isPlaying)
        {
            return 1;
        }

        if (_store.Count == 0 && _ready.Count < _frameSamples && !_loudness.IsQuiet && _held < MaxHeld)
        {
            _held++;
            return 0;
        }

        var excess = Math.Min(DelayTicks(now), Buffered) - _delay.Target;
        return excess < 2 * _frameTicks ? 1 : (int)Math.Min(MaxFramesAtOnce, excess / _frameTicks);
    }

    /// <summary>Gives the next frame: as many as are <see cref="Due"/>, every 20 ms.</summary>
    /// <param name="frame"><see cref="FrameSamples"/> samples to fill.</param>
    /// <param name="now">When it is due.</param>
    /// <returns>False when it is all silence and nothing came that could be heard.</returns>
    public bool Take(Span<short> frame, TimeSpan now)
    {
        if (!_isPlaying && !TryStart(now))
        {
            frame.Clear();
            return false;
        }

        // What is further behind than the store reaches is gone.
        _nextSequence = Math.Max(_nextSequence, _sequences.Newest - PacketStore.Capacity + 1);
        LeaveOutWhatIsTooMuch();
        while (_ready.Count < _frameSamples)
        {
            Produce(now);
        }

        Delay = ToTime(DelayTicks(now));
        _slack.Add(Buffered, now);
        _ready.Take(frame);
        return true;
    }

    /// <summary>Ticks of audio that wait.</summary>
    private long Buffered => ReadyTicks + (_store.Count * _packetTicks);

    private long ReadyTicks => (long)_ready.Count * _clockRate / _codec.DecoderRate;

    private long DelayTicks(TimeSpan now) => ToTicks(now) - _delay.Base - _nextTimestamp + ReadyTicks;

    private bool IsFar(long sequence, long transit) =>
        _delay.HasAny
        && (
            _delay.IsFar(transit)
            || _lateInRow >= MaxLateInRow
            || Math.Abs(sequence - _sequences.Newest) >= PacketStore.Capacity
        );

    private void Restart()
    {
        _counters.Restarts++;
        _store.Clear();
        _delay.Clear();
        _slack.Clear();
        (_sequences, _timestamps) = (default, default);
        (_isPlaying, _waited, _lateInRow, _held) = (false, 0, 0, 0);
    }

    private bool TryStart(TimeSpan now)
    {
        if (!_store.TryFindFirst(_sequences.Newest - PacketStore.Capacity + 1, out var first))
        {
            return false;
        }

        _store.TryGet(first, out var timestamp, out _);
        if (ToTicks(now) - _delay.Base - timestamp < _delay.Target)
        {
            return false;
        }

        (_nextSequence, _nextTimestamp, _isPlaying) = (first, timestamp, true);
        return true;
    }

    /// <summary>Adds at least a little to what is ready.</summary>
    private void Produce(TimeSpan now)
    {
        if (_store.TryGet(_nextSequence, out var timestamp, out var payload))
        {
            if (timestamp > _nextTimestamp)
            {
                PassSilence(timestamp, now);
            }
            else
            {
                Decode(timestamp, payload, now);
            }
        }
        else if (_store.TryFindFirst(_nextSequence, out var later))
        {
            FillHole(later);
        }
        else
        {
            // Late, lost, or left out: whatever comes next will tell.
            Conceal(_frameTicks);
            _waited += _frameTicks;
        }
    }

    private void Decode(long timestamp, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        var room = _ready.Room(ToSamples(ToTicks(LongestPacket)));
        var samples = _codec.Decode(payload, room);
        _packetTicks = _codec.Duration(payload);
        _store.Remove(_nextSequence);
        _nextSequence++;
        _nextTimestamp = timestamp + _packetTicks;
        (_waited, _held) = (0, 0);
        if (samples == 0)
        {
            _counters.Malformed++;
            Conceal(_packetTicks);
            return;
        }

        _ready.Fill(samples);
        _concealment.Reset();
        _loudness.Add(room[..samples]);
        Balance(samples, now);
    }

    /// <summary>
    /// The sender left silence out. How long it takes here is free: as long as brings the delay to where it should be, in whole frames, so
    /// that packets stay whole too.
    /// </summary>
    private void PassSilence(long until, TimeSpan now)
    {
        var wanted = Math.Clamp(ToTicks(now) - _delay.Base - _delay.Target + ReadyTicks, _nextTimestamp, until);
        var frames = (until - wanted + _frameTicks - 1) / _frameTicks;
        _nextTimestamp = Math.Max(_nextTimestamp, until - (frames * _frameTicks));
        _waited = 0;
        var length = Math.Min(until - _nextTimestamp, _frameTicks);
        if (length > 0)
        {
            Silence(length);
            _nextTimestamp += length;
        }
    }

    /// <summary>Packets are missing and a later one is there.</summary>
    private void FillHole(long later)
    {
        _store.TryGet(later, out var timestamp, out var payload);
        var length = timestamp - _nextTimestamp;
        if (_waited > 0 || length <= 0)
        {
            // What was given out while waiting stood for them.
            var passed = Math.Min(_waited, Math.Max(0, length));
            _nextTimestamp += passed;
            _waited = 0;
            _nextSequence = Math.Min(later, _nextSequence + Math.Max(1, passed / _packetTicks));
            return;
        }

        length = Math.Min(length, _packetTicks);
        if (later == _nextSequence + 1 && Recover(payload, length))
        {
            _counters.Recovered++;
        }
        else
        {
            Conceal(length);
        }

        _nextSequence++;
        _nextTimestamp += length;
    }

    private bool Recover(ReadOnlySpan<byte> next, long ticks)
    {
        var room = _ready.Room(ToSamples(ticks));
        if (!_codec.DecodeFec(next, room))
        {
            return false;
        }

        _ready.Fill(room.Length);
        _concealment.Reset();
        return true;
    }

    private void Conceal(long ticks)
    {
        var room = _ready.Room(ToSamples(ticks));
        _counters.Concealed += _concealment.Fill(room) ? 1 : 0;
        _ready.Fill(room.Length);
    }

    private void Silence(long ticks)
    {
        var room = _ready.Room(ToSamples(ticks));
        room.Clear();
        _ready.Fill(room.Length);
    }

    /// <summary>Behind a quiet piece: leaves it out when there is too much, doubles it when there is too little.</summary>
    private void Balance(int samples, TimeSpan now)
    {
        if (!_loudness.IsQuiet)
        {
            return;
        }

        var excess = DelayTicks(now) - _delay.Target;
        var hasSlack = _slack.HasAny && _slack.Value >= 2 * _frameTicks;
        if (excess > _packetTicks && hasSlack)
        {
            _ready.Drop(samples);
            _slack.Clear();
            _counters.Skipped++;
        }
        else if (excess < -_frameTicks / 2)
        {
            Silence(_frameTicks);
            _counters.Stretched++;
        }
    }

    /// <summary>A burst after a standstill: the oldest is left out.</summary>
    private void LeaveOutWhatIsTooMuch()
    {
        if (Buffered <= _capacity)
        {
            return;
        }

        while (Buffered > _delay.Target && _store.TryFindFirst(_nextSequence, out var first))
        {
            _store.TryGet(first, out var timestamp, out _);
            _store.Remove(first);
            _nextSequence = first + 1;
            _nextTimestamp = timestamp + _packetTicks;
            _waited = 0;
            _counters.Skipped++;
        }
    }

    private long ToTicks(TimeSpan time) => (long)((Int128)time.Ticks * _clockRate / TimeSpan.TicksPerSecond);

    private TimeSpan ToTime(long ticks) => TimeSpan.FromTicks(ticks * TimeSpan.TicksPerSecond / _clockRate);

    private int ToSamples(long ticks) => (int)(ticks * _codec.DecoderRate / _clockRate);
}
