using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Ice;
using VoiceAgent.Transports.WebRtc.Rtp;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// One peer connection without socket, clock, thread or lock: datagrams and the time go in; datagrams and what the peer said come out. One caller
/// at a time. After every call that takes a datagram, the time or something to send: drain <see cref="TryTakeTransmit"/> and
/// <see cref="TryTakeInput"/>, then call <see cref="HandleTimeout"/> at <see cref="NextTimeout"/>.
/// </summary>
internal sealed class RtcSession : IDisposable
{
    private readonly TimeSpan _connectBy;
    private readonly RtcDescriptions _descriptions;
    private readonly IceLite _ice;
    private readonly RtcLink _link;
    private readonly Queue<RtcInput> _inputs = new();
    private readonly byte[] _answer = new byte[StunBinding.MaxLength];
    private int _answerLength;
    private RtcAddress _answerTo;
    private string _closeReason = "";
    private TimeSpan _closeBy;

    public RtcSession(RtcSessionSetup setup, TimeSpan now)
    {
        _connectBy = now + setup.Options.ConnectDeadline;
        _descriptions = new RtcDescriptions(setup);
        _ice = new IceLite(_descriptions.Local, setup.Agreement.Remote);
        _link = CreateLink(setup);
        UseMessages(now);
    }

    /// <summary>Where the session stands.</summary>
    public RtcSessionState State { get; private set; }

    /// <summary>Why it ended, once it has.</summary>
    public RtcEndReason EndReason { get; private set; }

    /// <summary>The answer to the peer's last offer.</summary>
    public string Answer => _descriptions.Answer;

    /// <summary>Name fragment of our credentials: how checks of this session are found.</summary>
    public string LocalFragment => _ice.Local.Fragment;

    /// <summary>The codec that was agreed.</summary>
    public RtcCodec Codec => _link.Audio.Codec;

    /// <summary>Datagrams thrown away.</summary>
    public long Dropped { get; private set; }

    /// <summary>Counters so far.</summary>
    public RtcStatistics Statistics => _link.Audio.Describe(Dropped);

    /// <summary>When <see cref="HandleTimeout"/> wants to be called; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan NextTimeout
    {
        get
        {
            var own = State switch
            {
                RtcSessionState.Connecting => _connectBy,
                RtcSessionState.Connected => LastCheck + RtcConsent.Doubtful,
                RtcSessionState.Disconnected => LastCheck + RtcConsent.Lost,
                RtcSessionState.Closing => _closeBy,
                _ => TimeSpan.MaxValue,
            };
            return State is not RtcSessionState.Closed && _link.NextTimeout < own ? _link.NextTimeout : own;
        }
    }

    private bool IsUp => State is RtcSessionState.Connected or RtcSessionState.Disconnected;

    private TimeSpan LastCheck => _ice.LastCheck ?? TimeSpan.Zero;

    /// <summary>Takes one datagram, which is decrypted in place. Never throws for what a peer sends.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="from">Its source.</param>
    /// <param name="now">When.</param>
    /// <returns>Why it was thrown away, or <see cref="RtcDropReason.None"/>.</returns>
    public RtcDropReason Receive(Span<byte> datagram, in RtcAddress from, TimeSpan now)
    {
        var reason =
            State is RtcSessionState.Closed ? RtcDropReason.NotConnected
            : StunMessage.LooksRight(datagram) ? ReceiveCheck(datagram, from, now)
            : !_ice.IsValid(from) ? RtcDropReason.UnknownSource
            : _link.Receive(datagram, now);
        Dropped += reason is RtcDropReason.None ? 0 : 1;
        CheckLink(now);
        return reason;
    }

    /// <summary>The next datagram to send.</summary>
    /// <param name="buffer">Room for <see cref="RtcLink.DatagramLength"/> bytes.</param>
    /// <param name="now">When.</param>
    /// <param name="length">Its length.</param>
    /// <param name="to">Where it goes.</param>
    public bool TryTakeTransmit(Span<byte> buffer, TimeSpan now, out int length, out RtcAddress to)
    {
        if (_answerLength > 0)
        {
            (length, to) = (_answerLength, _answerTo);
            _answer.AsSpan(0, length).CopyTo(buffer);
            _answerLength = 0;
            return true;
        }

        to = _ice.Path;
        length = _ice.HasPath ? _link.Take(buffer, now) : 0;
        return length > 0;
    }

    /// <summary>The next thing from the peer. Its payload is valid until the next call of <see cref="Receive"/>.</summary>
    public bool TryTakeInput(out RtcInput input) =>
        _inputs.TryDequeue(out input) || (State is not RtcSessionState.Closed && _link.TryTakeInput(out input));

    /// <summary>Does what is due: retransmissions, reports, consent, deadlines.</summary>
    public void HandleTimeout(TimeSpan now)
    {
        if (State is RtcSessionState.Connecting && now >= _connectBy)
        {
            End(RtcEndReason.NeverConnected, "the peer did not connect in time");
            return;
        }

        _link.HandleTimeout(now);
        CheckLink(now);
        if (IsUp)
        {
            WatchPeer(now);
        }
    }

    /// <summary>Sends one encoded packet.</summary>
    /// <returns>False when the session is not connected, or the peer takes no audio.</returns>
    public bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp, bool marker, TimeSpan now) =>
        IsUp && _link.TrySendAudio(payload, timestamp, marker, now);

    /// <summary>Sends a message on the data channel.</summary>
    /// <returns>False when no channel is open or too much waits.</returns>
    public bool TrySendMessage(ReadOnlySpan<byte> message, bool isText, TimeSpan now) =>
        IsUp && _link.TrySendMessage(message, isText, now);

    /// <summary>Answers a new offer of the same peer: ICE begins anew, DTLS and SRTP stay.</summary>
    /// <param name="offer">Parsed.</param>
    /// <param name="now">When.</param>
    /// <param name="problem">Why it cannot be answered, for the peer.</param>
    public bool TryRestart(SdpOffer offer, TimeSpan now, out string problem)
    {
        if (State is RtcSessionState.Closing or RtcSessionState.Closed)
        {
            problem = "the connection is closed";
            return false;
        }

        if (!_descriptions.TryRenew(offer, _ice.Remote, out var agreement, out problem))
        {
            return false;
        }

        if (!ReferenceEquals(_descriptions.Local, _ice.Local))
        {
            _ice.Restart(_descriptions.Local, agreement.Remote, now);
        }

        _link.Audio.Codec = agreement.Codec;
        _link.Audio.MaySend = agreement.Direction.HasFlag(SdpDirection.Send);
        UseMessages(now);
        return true;
    }

    /// <summary>Forgets an address that can no longer be reached, such as a stream that was closed.</summary>
    public void Forget(in RtcAddress address) => _ice.Forget(address);

    /// <summary>Closes in an orderly way: messages that are under way get a moment to arrive, then the peer is told.</summary>
    public void Close(string reason, TimeSpan now)
    {
        if (State is RtcSessionState.Closing or RtcSessionState.Closed)
        {
            return;
        }

        State = RtcSessionState.Closing;
        _closeReason = reason;
        _closeBy = now + RtcConsent.Linger;
        CheckLink(now);
    }

    /// <inheritdoc />
    public void Dispose() => _link.Dispose();

    private RtcLink CreateLink(RtcSessionSetup setup)
    {
        var agreement = setup.Agreement;
        var reports = new RtcpReporter(
            _descriptions.Ssrc,
            _descriptions.CanonicalName,
            agreement.Codec.ClockRate,
            setup.Epoch,
            setup.Random
        );
        var audio = new RtcAudio(agreement.Codec, _descriptions.Ssrc, (ushort)setup.Random.Next(1 << 15), reports)
        {
            MaySend = agreement.Direction.HasFlag(SdpDirection.Send),
        };
        var dtls = setup.Dtls.Create(agreement.Role, setup.Certificate, new DtlsOptions());
        return new RtcLink(dtls, agreement.Role, audio, _descriptions.IsKnown, setup.Random);
    }

    private void UseMessages(TimeSpan now)
    {
        if (_descriptions.DataChannelOptions is { } options)
        {
            _link.UseMessages(options, now);
        }
    }

    private RtcDropReason ReceiveCheck(ReadOnlySpan<byte> datagram, in RtcAddress from, TimeSpan now)
    {
        var outcome = _ice.Receive(datagram, from, now, _answer, out _answerLength);
        _answerTo = from;
        switch (outcome)
        {
            case IceOutcome.Valid:
                // The check proves the address: from here on a handshake harms nobody else.
                _link.Start(now);
                if (State is RtcSessionState.Disconnected)
                {
                    State = RtcSessionState.Connected;
                    _inputs.Enqueue(new RtcInput(RtcInputKind.Connected));
                }

                return RtcDropReason.None;
            case IceOutcome.Refused:
                return RtcDropReason.None;
            case IceOutcome.UnknownCredentials:
                return RtcDropReason.UnknownCredentials;
            case IceOutcome.WrongIntegrity:
                return RtcDropReason.WrongIntegrity;
            default:
                return RtcDropReason.Malformed;
        }
    }

    /// <summary>Follows the link: it is connected, it ended, or there is no more reason to wait with closing.</summary>
    private void CheckLink(TimeSpan now)
    {
        if (State is RtcSessionState.Closed)
        {
            return;
        }

        if (State is RtcSessionState.Closing && (now >= _closeBy || _link.BufferedBytes == 0))
        {
            _link.Close(_closeReason, now);
        }

        if (_link.EndReason is { } reason)
        {
            End(reason, _link.EndWords);
        }
        else if (State is RtcSessionState.Connecting && _link.IsConnected)
        {
            State = RtcSessionState.Connected;
            _inputs.Enqueue(new RtcInput(RtcInputKind.Connected));
        }
    }

    private void WatchPeer(TimeSpan now)
    {
        var silence = now - LastCheck;
        if (silence >= RtcConsent.Lost)
        {
            End(RtcEndReason.PeerGone, "no sign of the peer for 30 seconds");
        }
        else if (silence >= RtcConsent.Doubtful && State is RtcSessionState.Connected)
        {
            State = RtcSessionState.Disconnected;
            _inputs.Enqueue(new RtcInput(RtcInputKind.Disconnected));
        }
    }

    private void End(RtcEndReason reason, string words)
    {
        State = RtcSessionState.Closed;
        EndReason = reason;
        var isGoodbye = reason is RtcEndReason.ClosedByPeer;
        _inputs.Enqueue(new RtcInput(RtcInputKind.Closed) { Reason = words, IsGoodbye = isGoodbye });
    }
}
