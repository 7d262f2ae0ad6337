using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.DataChannels;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Ice;
using VoiceAgent.Transports.WebRtc.Rtp;
using VoiceAgent.Transports.WebRtc.Sdp;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// One peer connection without socket, clock, thread or lock: datagrams and the time go in; datagrams and what the peer said come out. One caller
/// at a time. After every call that takes a datagram, the time or something to send: drain <see cref="TryTakeTransmit"/> and
/// <see cref="TryTakeInput"/>, then call <see cref="HandleTimeout"/> at <see cref="NextTimeout"/>.
/// </summary>
internal sealed class RtcSession : IDisposable
{
    private const string SrtpLabel = "EXTRACTOR-dtls_srtp";
    private const int DatagramLength = 1500;
    private const int MediaCapacity = 16 * 1024;

    private readonly RtcSessionSetup _setup;
    private readonly TimeSpan _began;
    private readonly RtcDescriptions _descriptions;
    private readonly IceLite _ice;
    private readonly IDtlsConnection _dtls;
    private readonly RtcAudio _audio;
    private readonly Queue<RtcInput> _inputs = new();
    private readonly DatagramQueue _media = new(MediaCapacity);
    private readonly byte[] _buffer = new byte[DatagramLength];
    private readonly byte[] _payload = new byte[DatagramLength];
    private readonly byte[] _stunAnswer = new byte[StunBinding.MaxLength];
    private int _stunAnswerLength;
    private RtcAddress _stunAnswerTo;
    private RtcMessages? _messages;
    private RtcInput? _audioInput;
    private bool _hasStarted;
    private string _closeReason = "";
    private TimeSpan _closeBy;

    public RtcSession(RtcSessionSetup setup, TimeSpan now)
    {
        _setup = setup;
        _began = now;
        var agreement = setup.Agreement;
        _descriptions = new RtcDescriptions(setup);
        _ice = new IceLite(_descriptions.Local, agreement.Remote);
        _dtls = setup.Dtls.Create(agreement.Role, setup.Certificate, new DtlsOptions());
        _audio = new RtcAudio(
            agreement.Codec,
            _descriptions.Ssrc,
            (ushort)setup.Random.Next(1 << 15),
            new RtcpReporter(
                _descriptions.Ssrc,
                _descriptions.CanonicalName,
                agreement.Codec.ClockRate,
                setup.Epoch,
                setup.Random
            )
        )
        {
            MaySend = agreement.Direction.HasFlag(SdpDirection.Send),
        };
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
    public RtcCodec Codec => _audio.Codec;

    /// <summary>Datagrams thrown away.</summary>
    public long Dropped { get; private set; }

    /// <summary>Counters so far.</summary>
    public RtcStatistics Statistics => _audio.Describe(Dropped);

    /// <summary>Where datagrams go; default before the first check.</summary>
    public RtcAddress Path => _ice.Path;

    /// <summary>When <see cref="HandleTimeout"/> wants to be called; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan NextTimeout =>
        State switch
        {
            RtcSessionState.Connecting => Earlier(_began + _setup.Options.ConnectDeadline, _dtls.NextTimeout),
            RtcSessionState.Connected or RtcSessionState.Disconnected => Earlier(
                Earlier(
                    Earlier(
                        RtcConsent.NextTimeout(_ice.LastCheck, State is RtcSessionState.Disconnected),
                        _audio.NextReportAt
                    ),
                    _dtls.NextTimeout
                ),
                _messages?.NextTimeout
            ),
            RtcSessionState.Closing => Earlier(_closeBy, _messages?.NextTimeout),
            _ => TimeSpan.MaxValue,
        };

    /// <summary>Takes one datagram, which is decrypted in place. Never throws for what a peer sends.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="from">Its source.</param>
    /// <param name="now">When.</param>
    /// <returns>Why it was thrown away, or <see cref="RtcDropReason.None"/>.</returns>
    public RtcDropReason Receive(Span<byte> datagram, in RtcAddress from, TimeSpan now)
    {
        var reason =
            State is RtcSessionState.Closed ? RtcDropReason.NotConnected
            : datagram.Length > DatagramLength ? RtcDropReason.Malformed
            : StunMessage.LooksRight(datagram) ? ReceiveCheck(datagram, from, now)
            : !_ice.IsValid(from) ? RtcDropReason.UnknownSource
            : RtcDatagram.Classify(datagram) switch
            {
                RtcDatagramKind.Dtls => ReceiveDtls(datagram, now),
                RtcDatagramKind.Rtp => ReceiveAudio(datagram, now),
                RtcDatagramKind.Rtcp => _audio.ReceiveReports(datagram, now),
                _ => RtcDropReason.Malformed,
            };
        Dropped += reason is RtcDropReason.None ? 0 : 1;
        return reason;
    }

    /// <summary>The next datagram to send.</summary>
    /// <param name="buffer">Room for 1500 bytes.</param>
    /// <param name="now">When.</param>
    /// <param name="length">Its length.</param>
    /// <param name="to">Where it goes.</param>
    public bool TryTakeTransmit(Span<byte> buffer, TimeSpan now, out int length, out RtcAddress to)
    {
        if (_stunAnswerLength > 0)
        {
            (length, to) = (_stunAnswerLength, _stunAnswerTo);
            _stunAnswer.AsSpan(0, length).CopyTo(buffer);
            _stunAnswerLength = 0;
            return true;
        }

        (length, to) = (0, _ice.Path);
        if (!_ice.HasPath)
        {
            return false;
        }

        length = _media.Take(buffer);
        if (length == 0)
        {
            length = _dtls.TakeDatagram(buffer);
        }

        if (length == 0 && TryMoveMessages(now))
        {
            length = _dtls.TakeDatagram(buffer);
        }

        return length > 0;
    }

    /// <summary>The next thing from the peer. Its payload is valid until the next call of <see cref="Receive"/>.</summary>
    public bool TryTakeInput(out RtcInput input)
    {
        if (_inputs.TryDequeue(out input))
        {
            return true;
        }

        if (_audioInput is { } audio)
        {
            input = audio;
            _audioInput = null;
            return true;
        }

        input = default;
        return State is not RtcSessionState.Closed && _messages is not null && _messages.TryTake(out input);
    }

    /// <summary>Does what is due: retransmissions, reports, consent, deadlines.</summary>
    public void HandleTimeout(TimeSpan now)
    {
        if (_dtls.NextTimeout <= now)
        {
            _dtls.HandleTimeout(now);
            CheckDtls(now);
        }

        if (_messages?.NextTimeout <= now)
        {
            _messages.HandleTimeout(now);
        }

        switch (State)
        {
            case RtcSessionState.Connecting when now >= _began + _setup.Options.ConnectDeadline:
                End(RtcEndReason.NeverConnected, "the peer did not connect in time");
                break;
            case RtcSessionState.Connected or RtcSessionState.Disconnected:
                WatchPeer(now);
                if (_audio.NextReportAt <= now)
                {
                    Send(_audio.WriteReport(_buffer, now));
                }

                break;
            case RtcSessionState.Closing when now >= _closeBy || _messages is not { BufferedBytes: > 0 }:
                Finish(now);
                break;
            default:
                break;
        }
    }

    /// <summary>Sends one encoded packet.</summary>
    /// <returns>False when the session is not connected.</returns>
    public bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp, bool marker, TimeSpan now)
    {
        if (State is not (RtcSessionState.Connected or RtcSessionState.Disconnected))
        {
            return false;
        }

        return Send(_audio.WritePacket(payload, timestamp, marker, now, _buffer));
    }

    /// <summary>Sends a message on the data channel.</summary>
    /// <returns>False when no channel is open or too much waits.</returns>
    public bool TrySendMessage(ReadOnlySpan<byte> message, bool isText, TimeSpan now) =>
        State is RtcSessionState.Connected or RtcSessionState.Disconnected
        && _messages is not null
        && _messages.TrySend(message, isText, now);

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

        if (_descriptions.Local != _ice.Local)
        {
            _ice.Restart(_descriptions.Local, agreement.Remote, now);
        }

        _audio.Codec = agreement.Codec;
        _audio.MaySend = agreement.Direction.HasFlag(SdpDirection.Send);
        if (State is not RtcSessionState.Connecting)
        {
            StartMessages(now);
        }

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

        _closeReason = reason;
        if (State is not RtcSessionState.Connecting && _messages is { BufferedBytes: > 0 })
        {
            State = RtcSessionState.Closing;
            _closeBy = now + RtcConsent.Linger;
            return;
        }

        Finish(now);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _dtls.Dispose();
        _audio.Dispose();
    }

    private RtcDropReason ReceiveCheck(ReadOnlySpan<byte> datagram, in RtcAddress from, TimeSpan now)
    {
        var outcome = _ice.Receive(datagram, from, now, _stunAnswer, out _stunAnswerLength);
        _stunAnswerTo = from;
        switch (outcome)
        {
            case IceOutcome.Valid when State is RtcSessionState.Closing:
            case IceOutcome.Refused:
                return RtcDropReason.None;
            case IceOutcome.Valid:
                StartDtls(now);
                if (State is RtcSessionState.Disconnected)
                {
                    State = RtcSessionState.Connected;
                    _inputs.Enqueue(new RtcInput(RtcInputKind.Connected));
                }

                return RtcDropReason.None;
            case IceOutcome.UnknownCredentials:
                return RtcDropReason.UnknownCredentials;
            case IceOutcome.WrongIntegrity:
                return RtcDropReason.WrongIntegrity;
            default:
                return RtcDropReason.Malformed;
        }
    }

    // The first check proves the address: from here on a handshake harms nobody else.
    private void StartDtls(TimeSpan now)
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            _dtls.Start(now);
        }
    }

    private RtcDropReason ReceiveDtls(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        _dtls.Receive(datagram, now);
        CheckDtls(now);
        if (_messages is not null)
        {
            while (_dtls.TakeData(_buffer) is > 0 and var length)
            {
                _messages.Receive(_buffer.AsSpan(0, length), now);
            }
        }

        if (State is RtcSessionState.Closing && _messages is not { BufferedBytes: > 0 })
        {
            Finish(now);
        }

        return RtcDropReason.None;
    }

    private void CheckDtls(TimeSpan now)
    {
        switch (_dtls.State)
        {
            case DtlsState.Connected when State is RtcSessionState.Connecting:
                Connect(now);
                break;
            case DtlsState.Closed when State is not RtcSessionState.Closed:
                End(RtcEndReason.ClosedByPeer, "the peer closed the connection");
                break;
            case DtlsState.Failed when State is not RtcSessionState.Closed:
                End(RtcEndReason.HandshakeFailed, $"DTLS failed: {_dtls.Failure}");
                break;
            default:
                break;
        }
    }

    private void Connect(TimeSpan now)
    {
        if (!_descriptions.IsKnown(_dtls.PeerFingerprint.Span))
        {
            _dtls.Close();
            End(RtcEndReason.WrongFingerprint, "the peer's certificate is not the one of its description");
            return;
        }

        Span<byte> keys = stackalloc byte[SrtpSession.KeyingMaterialLength(SrtpProfile.Aes128CmSha1_80)];
        keys = _dtls.Profile is SrtpProfile.None ? [] : keys[..SrtpSession.KeyingMaterialLength(_dtls.Profile)];
        if (keys.IsEmpty || !_dtls.Export(SrtpLabel, keys))
        {
            _dtls.Close();
            End(RtcEndReason.HandshakeFailed, "the peer agreed to no SRTP profile");
            return;
        }

        _audio.Connect(new SrtpSession(_dtls.Profile, keys, _descriptions.Role is DtlsRole.Client));
        keys.Clear();
        State = RtcSessionState.Connected;
        _inputs.Enqueue(new RtcInput(RtcInputKind.Connected));
        StartMessages(now);
    }

    private void StartMessages(TimeSpan now)
    {
        if (_messages is null && _descriptions.DataChannelOptions is { } options)
        {
            var transport = new DataChannelTransport(_descriptions.Role is DtlsRole.Client, options, _setup.Random);
            _messages = new RtcMessages(transport);
            _messages.Start(now);
        }
    }

    private RtcDropReason ReceiveAudio(Span<byte> datagram, TimeSpan now)
    {
        var reason = _audio.ReceivePacket(datagram, now, out var header, out var payload);
        if (reason is not RtcDropReason.None)
        {
            return reason;
        }

        payload.CopyTo(_payload);
        _audioInput = new RtcInput(RtcInputKind.Audio)
        {
            Payload = _payload.AsMemory(0, payload.Length),
            Sequence = header.Sequence,
            Timestamp = header.Timestamp,
            Marker = header.Marker,
        };
        return RtcDropReason.None;
    }

    private void WatchPeer(TimeSpan now)
    {
        var silence = now - (_ice.LastCheck ?? _began);
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

    /// <summary>Puts what was written to the buffer among what is to be sent.</summary>
    private bool Send(int length) => length > 0 && _media.TryAdd(_buffer.AsSpan(0, length));

    /// <summary>Encrypts the next SCTP packet.</summary>
    private bool TryMoveMessages(TimeSpan now)
    {
        if (_messages is null || State is RtcSessionState.Closed)
        {
            return false;
        }

        var length = _messages.TakePacket(_buffer, now);
        return length > 0 && _dtls.Send(_buffer.AsSpan(0, length));
    }

    // The goodbye of RTP, then close_notify; what the data channel still had to say goes first.
    private void Finish(TimeSpan now)
    {
        while (TryMoveMessages(now)) { }
        _ = Send(_audio.WriteBye(_buffer, _closeReason, now));
        _dtls.Close();
        End(RtcEndReason.ClosedHere, _closeReason);
    }

    private void End(RtcEndReason reason, string words)
    {
        State = RtcSessionState.Closed;
        EndReason = reason;
        _audioInput = null;
        _inputs.Enqueue(new RtcInput(RtcInputKind.Closed) { Reason = words });
    }

    private static TimeSpan Earlier(TimeSpan first, TimeSpan? second) => second < first ? second.Value : first;
}
