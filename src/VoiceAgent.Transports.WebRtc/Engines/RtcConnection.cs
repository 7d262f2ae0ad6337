using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Ice;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// A session and the driver that feeds it: one lock around the session, which is held for short work only and never while the application's code
/// runs. Thread-safe.
/// </summary>
internal sealed class RtcConnection : IRtcSession
{
    private readonly Lock _lock = new();
    private readonly RtcDriver _driver;
    private readonly RtcSession _session;
    private readonly RtcInbox _inbox = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[RtcLink.DatagramLength];
    private readonly TimeSpan _began;
    private long _nextTimeout;
    private volatile bool _hasConnected;
    private bool _hasEnded;

    public RtcConnection(RtcDriver driver, RtcSession session, TimeSpan now)
    {
        _driver = driver;
        _session = session;
        _began = now;
        NextTimeout = session.NextTimeout;
    }

    /// <inheritdoc />
    public string Answer
    {
        get
        {
            lock (_lock)
            {
                return _session.Answer;
            }
        }
    }

    /// <inheritdoc />
    public RtcCodec Codec
    {
        get
        {
            lock (_lock)
            {
                return _session.Codec;
            }
        }
    }

    /// <inheritdoc />
    public RtcStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return _session.Statistics;
            }
        }
    }

    /// <summary>Where the driver finds this connection; the driver's.</summary>
    public RtcRoutes Routes { get; } = new();

    /// <summary>When the session wants the time; read by the driver's timer.</summary>
    public TimeSpan NextTimeout
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _nextTimeout));
        private set => Volatile.Write(ref _nextTimeout, value.Ticks);
    }

    /// <summary>False until the peer is connected.</summary>
    public bool IsHalfOpen => !_hasConnected;

    /// <summary>Name fragment of our credentials now.</summary>
    public string LocalFragment => _session.LocalFragment;

    /// <summary>Takes a datagram; decrypted in place.</summary>
    public void Receive(Span<byte> datagram, in RtcAddress from)
    {
        lock (_lock)
        {
            var now = _driver.Now;
            var isCheck = StunMessage.LooksRight(datagram);
            var reason = _session.Receive(datagram, from, now);
            if (reason is not RtcDropReason.None)
            {
                RtcMeter.Dropped(reason);
            }
            else if (isCheck)
            {
                _driver.Router.Add(this, from);
            }

            Flush(now);
        }
    }

    /// <summary>Passes on the time, if the session wants it.</summary>
    public void HandleTimeout()
    {
        lock (_lock)
        {
            var now = _driver.Now;
            if (now >= _session.NextTimeout)
            {
                _session.HandleTimeout(now);
                Flush(now);
            }
        }
    }

    /// <summary>Forgets an address that can no longer be reached.</summary>
    public void Forget(in RtcAddress address)
    {
        lock (_lock)
        {
            _session.Forget(address);
        }
    }

    /// <inheritdoc />
    public ValueTask<string> RestartAsync(string offer, CancellationToken cancellationToken)
    {
        if (!SdpParser.TryParse(offer, out var parsed, out var problem))
        {
            throw RtcRefusal.InvalidOffer(problem);
        }

        lock (_lock)
        {
            var now = _driver.Now;
            if (!_session.TryRestart(parsed, now, out problem))
            {
                throw RtcRefusal.InvalidOffer(problem);
            }

            _driver.Router.Add(this, _session.LocalFragment);
            Flush(now);
            return new ValueTask<string>(_session.Answer);
        }
    }

    /// <inheritdoc />
    public void AddRemoteCandidate(string candidate) { }

    /// <inheritdoc />
    public ValueTask<RtcInput> ReadAsync(CancellationToken cancellationToken) => _inbox.ReadAsync(cancellationToken);

    /// <inheritdoc />
    public bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp, bool marker)
    {
        lock (_lock)
        {
            var now = _driver.Now;
            var isSent = _session.TrySendAudio(payload, timestamp, marker, now);
            Flush(now);
            return isSent;
        }
    }

    /// <inheritdoc />
    public bool TrySendMessage(ReadOnlySpan<byte> message, bool isText)
    {
        lock (_lock)
        {
            var now = _driver.Now;
            var isSent = _session.TrySendMessage(message, isText, now);
            Flush(now);
            return isSent;
        }
    }

    /// <inheritdoc />
    public async ValueTask CloseAsync(string reason)
    {
        lock (_lock)
        {
            var now = _driver.Now;
            _session.Close(reason, now);
            Flush(now);
        }

        await _ended.Task.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => CloseAsync("disposed");

    /// <summary>Sends what the session has to send and takes what the peer said.</summary>
    private void Flush(TimeSpan now)
    {
        if (_hasEnded)
        {
            return;
        }

        while (_session.TryTakeTransmit(_buffer, now, out var length, out var to))
        {
            _driver.Send(_buffer.AsSpan(0, length), to, Routes);
        }

        while (_session.TryTakeInput(out var input))
        {
            if (input.Kind is RtcInputKind.Connected && !_hasConnected)
            {
                _hasConnected = true;
                _driver.Connected(now - _began);
            }

            if (!_inbox.TryAdd(input))
            {
                RtcMeter.Dropped(RtcDropReason.Overflow);
            }
        }

        NextTimeout = _session.NextTimeout;
        if (_session.State is RtcSessionState.Closed)
        {
            End();
            return;
        }

        _driver.Schedule(NextTimeout);
    }

    private void End()
    {
        _hasEnded = true;
        _driver.Remove(this, _session.EndReason);
        _session.Dispose();
        _ended.TrySetResult();
    }
}
