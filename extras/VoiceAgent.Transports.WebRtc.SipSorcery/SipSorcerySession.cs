using SIPSorcery.Net;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>
/// A connection of the library as the seam wants it. The library tells what happens on threads of its own, and tells some of it while it is being
/// called: so it is never called under the lock, and the application's code runs on neither. Thread-safe.
/// </summary>
internal sealed class SipSorcerySession : IRtcSession
{
    private const int MaxCandidates = 32;
    private static readonly TimeSpan FlushCheck = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly SessionSetup _setup;
    private readonly RTCPeerConnection _peer;
    private readonly PeerDescriptions _descriptions;
    private readonly PeerMessages _messages;
    private readonly PeerAudio _audio;
    private readonly RtcInbox _inbox = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _deadline;
    private readonly long _began;
    private RtcSessionState _state = RtcSessionState.Connecting;
    private string _closeReason = "";
    private int _candidates;

    /// <summary>Binds a port and answers the offer. Takes tens of milliseconds.</summary>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidOffer"/>: the library takes the offer not.</exception>
    /// <exception cref="ApplicationException">There is no free port.</exception>
    public SipSorcerySession(SessionSetup setup)
    {
        _setup = setup;
        _began = setup.Time.GetTimestamp();
        _peer = new RTCPeerConnection(
            new RTCConfiguration { X_BindAddress = setup.Network.Address, X_UseRtpFeedbackProfile = true },
            portRange: setup.Network.Ports
        );
        try
        {
            _descriptions = new PeerDescriptions(_peer, setup);
        }
        catch
        {
            _peer.Close("refused");
            throw;
        }

        _messages = new PeerMessages(_peer, setup.Options.DataChannelCapacity, Add) { PeerMaxLength = MaxMessage };
        _audio = new PeerAudio(_peer, _descriptions.Agreement, setup.Time, Add);
        _peer.onconnectionstatechange += Follow;
        _peer.OnRtpClosed += OnClosed;
        _deadline = setup.Time.CreateTimer(
            static session => ((SipSorcerySession)session!).GiveUp(),
            this,
            setup.Options.ConnectDeadline,
            Timeout.InfiniteTimeSpan
        );
        foreach (var candidate in setup.Candidates)
        {
            Add(candidate);
        }
    }

    /// <inheritdoc />
    public string Answer => _descriptions.Answer;

    /// <inheritdoc />
    public RtcCodec Codec => _descriptions.Agreement.Codec;

    /// <inheritdoc />
    public RtcStatistics Statistics => _audio.Statistics;

    /// <summary>False once the peer is connected.</summary>
    public bool IsHalfOpen
    {
        get
        {
            lock (_lock)
            {
                return _state is RtcSessionState.Connecting;
            }
        }
    }

    /// <summary>True once the session is over.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_lock)
            {
                return _state is RtcSessionState.Closed;
            }
        }
    }

    private long MaxMessage => _descriptions.Agreement.Data?.MaxMessageSize ?? 0;

    private bool IsUp => _state is RtcSessionState.Connected or RtcSessionState.Disconnected;

    /// <inheritdoc />
    public async ValueTask<string> RestartAsync(string offer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offer);
        cancellationToken.ThrowIfCancellationRequested();

        // The library waits for its network in it.
        await Task.Run(() => _descriptions.Renew(offer), cancellationToken).ConfigureAwait(false);
        _messages.PeerMaxLength = MaxMessage;
        return Answer;
    }

    /// <inheritdoc />
    public void AddRemoteCandidate(string candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (PeerCandidate.TryRead(candidate, out var read))
        {
            Add(read);
        }
    }

    /// <inheritdoc />
    public ValueTask<RtcInput> ReadAsync(CancellationToken cancellationToken) => _inbox.ReadAsync(cancellationToken);

    /// <inheritdoc />
    public bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp, bool marker)
    {
        lock (_lock)
        {
            if (!IsUp)
            {
                return false;
            }
        }

        return _descriptions.Agreement.Direction.HasFlag(SdpDirection.Send)
            && _audio.TrySend(payload, timestamp, marker);
    }

    /// <inheritdoc />
    public bool TrySendMessage(ReadOnlySpan<byte> message, bool isText)
    {
        lock (_lock)
        {
            if (!IsUp)
            {
                return false;
            }
        }

        return _messages.TrySend(message, isText);
    }

    /// <inheritdoc />
    public async ValueTask CloseAsync(string reason)
    {
        bool isFirst;
        bool wasUp;
        lock (_lock)
        {
            isFirst = _state is not (RtcSessionState.Closing or RtcSessionState.Closed);
            wasUp = IsUp;
            if (isFirst)
            {
                (_state, _closeReason) = (RtcSessionState.Closing, reason);
            }
        }

        if (isFirst)
        {
            await FlushAsync(wasUp ? RtcConsent.Linger : TimeSpan.Zero).ConfigureAwait(false);
            End(RtcEndReason.ClosedHere, reason);
        }

        await _closed.Task.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => CloseAsync("disposed");

    /// <summary>
    /// Once connected, the library would no longer check a new candidate, but refuse the checks that come from it. Without being told it takes them
    /// for what they are, and goes where the peer goes.
    /// </summary>
    private void Add(PeerCandidate candidate)
    {
        lock (_lock)
        {
            if (_state is not RtcSessionState.Connecting || _candidates == MaxCandidates)
            {
                return;
            }

            _candidates++;
        }

        _peer.addIceCandidate(new RTCIceCandidateInit { candidate = candidate.ToString(), sdpMLineIndex = 0 });
    }

    private void Add(RtcInput input)
    {
        if (!_inbox.TryAdd(input))
        {
            _audio.Drop(RtcDropReason.Overflow);
        }
    }

    private void Follow(RTCPeerConnectionState state)
    {
        switch (state)
        {
            case RTCPeerConnectionState.connected:
                BeConnected();
                break;
            case RTCPeerConnectionState.disconnected:
                BeDisconnected();
                break;
            case RTCPeerConnectionState.failed:
                Fail();
                break;
            default:
                break;
        }
    }

    private void BeConnected()
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = _state is RtcSessionState.Connecting;
            if (!isFirst && _state is not RtcSessionState.Disconnected)
            {
                return;
            }

            _state = RtcSessionState.Connected;
        }

        if (isFirst)
        {
            _deadline.Dispose();
            _setup.OnConnected(_setup.Time.GetElapsedTime(_began));
        }

        Add(new RtcInput(RtcInputKind.Connected));
    }

    private void BeDisconnected()
    {
        lock (_lock)
        {
            if (_state is not RtcSessionState.Connected)
            {
                return;
            }

            _state = RtcSessionState.Disconnected;
        }

        Add(new RtcInput(RtcInputKind.Disconnected));
    }

    private void Fail()
    {
        bool wasUp;
        lock (_lock)
        {
            wasUp = IsUp;
        }

        if (wasUp)
        {
            End(RtcEndReason.PeerGone, "no sign of the peer for 30 seconds");
        }
        else
        {
            GiveUp();
        }
    }

    private void GiveUp()
    {
        bool isLate;
        lock (_lock)
        {
            isLate = _state is RtcSessionState.Connecting;
        }

        if (isLate)
        {
            End(RtcEndReason.NeverConnected, "the peer did not connect in time");
        }
    }

    /// <summary>The library has closed the connection: we asked for it, the handshake failed, or the peer said goodbye.</summary>
    private void OnClosed(string? reason)
    {
        var (why, words) = (RtcEndReason.ClosedByPeer, "the peer closed the connection");
        lock (_lock)
        {
            if (_state is RtcSessionState.Closing)
            {
                (why, words) = (RtcEndReason.ClosedHere, _closeReason);
            }
            else if (_state is RtcSessionState.Connecting)
            {
                // Its words are all it tells.
                var isOther = reason?.Contains("fingerprint", StringComparison.OrdinalIgnoreCase) is true;
                (why, words) = isOther
                    ? (RtcEndReason.WrongFingerprint, "the peer's certificate is not the one of its description")
                    : (RtcEndReason.HandshakeFailed, $"DTLS failed: {reason}");
            }
        }

        End(why, words);
    }

    /// <summary>Tells the end, once, and closes the library's side on a thread that may be held.</summary>
    private void End(RtcEndReason reason, string words)
    {
        lock (_lock)
        {
            if (_state is RtcSessionState.Closed)
            {
                return;
            }

            _state = RtcSessionState.Closed;
        }

        _deadline.Dispose();
        Add(new RtcInput(RtcInputKind.Closed) { Reason = words, IsGoodbye = reason is RtcEndReason.ClosedByPeer });
        _setup.OnEnded(this, reason);
        _ = Task.Run(() =>
        {
            try
            {
                _peer.Close(words);
            }
            finally
            {
                _closed.TrySetResult();
            }
        });
    }

    private async Task FlushAsync(TimeSpan patience)
    {
        var began = _setup.Time.GetTimestamp();
        while (_messages.BufferedBytes > 0 && _setup.Time.GetElapsedTime(began) < patience)
        {
            await Task.Delay(FlushCheck, _setup.Time).ConfigureAwait(false);
        }
    }
}
