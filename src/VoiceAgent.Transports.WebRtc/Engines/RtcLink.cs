using VoiceAgent.Transports.WebRtc.DataChannels;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// What flows between two peers once they found each other: DTLS, and under its keys audio and messages. Knows nothing of addresses. Sans-IO, one
/// caller at a time, as <see cref="RtcSession"/>.
/// </summary>
internal sealed class RtcLink : IDisposable
{
    /// <summary>The longest datagram that is taken.</summary>
    public const int DatagramLength = 1500;

    private const string SrtpLabel = "EXTRACTOR-dtls_srtp";
    private const int LongestKeys = 60;
    private const int MediaCapacity = 16 * 1024;

    private readonly IDtlsConnection _dtls;
    private readonly DtlsRole _role;
    private readonly Random _random;
    private readonly Func<ReadOnlyMemory<byte>, bool> _isKnown;
    private readonly DatagramQueue _media = new(MediaCapacity);
    private readonly byte[] _buffer = new byte[DatagramLength];
    private readonly byte[] _payload = new byte[DatagramLength];
    private RtcMessages? _messages;
    private RtcInput? _audioInput;
    private bool _hasStarted;

    /// <param name="dtls">Our end of DTLS; owned from here on.</param>
    /// <param name="role">Which end it is.</param>
    /// <param name="audio">The audio, not connected yet; owned from here on.</param>
    /// <param name="isKnown">Whether a SHA-256 is that of a certificate the peer's description names.</param>
    /// <param name="random">For SCTP's numbers.</param>
    public RtcLink(
        IDtlsConnection dtls,
        DtlsRole role,
        RtcAudio audio,
        Func<ReadOnlyMemory<byte>, bool> isKnown,
        Random random
    )
    {
        (_dtls, _role, Audio, _isKnown, _random) = (dtls, role, audio, isKnown, random);
    }

    /// <summary>The audio.</summary>
    public RtcAudio Audio { get; }

    /// <summary>True once the keys are agreed and the peer's certificate is the one of its description.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Why the link ended; null while it has not.</summary>
    public RtcEndReason? EndReason { get; private set; }

    /// <summary>Why it ended, for logs.</summary>
    public string EndWords { get; private set; } = "";

    /// <summary>Bytes of messages the peer has not acknowledged.</summary>
    public long BufferedBytes => _messages?.BufferedBytes ?? 0;

    /// <summary>When <see cref="HandleTimeout"/> is wanted; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan NextTimeout
    {
        get
        {
            if (EndReason is not null)
            {
                return TimeSpan.MaxValue;
            }

            var next = Audio.NextReportAt;
            next = _dtls.NextTimeout < next ? _dtls.NextTimeout.Value : next;
            return _messages?.NextTimeout < next ? _messages.NextTimeout.Value : next;
        }
    }

    /// <summary>Begins the handshake, once; later calls do nothing.</summary>
    public void Start(TimeSpan now)
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            _dtls.Start(now);
        }
    }

    /// <summary>Carries messages too, from now or from when the link is connected.</summary>
    public void UseMessages(DataChannelOptions options, TimeSpan now)
    {
        if (_messages is null)
        {
            _messages = new RtcMessages(new DataChannelTransport(_role is DtlsRole.Client, options, _random));
            if (IsConnected)
            {
                _messages.Start(now);
            }
        }
    }

    /// <summary>Takes a datagram of a checked address that is no STUN; decrypted in place.</summary>
    public RtcDropReason Receive(Span<byte> datagram, TimeSpan now) =>
        datagram.Length > DatagramLength ? RtcDropReason.Malformed
        : EndReason is not null ? RtcDropReason.NotConnected
        : RtcDatagram.Classify(datagram) switch
        {
            RtcDatagramKind.Dtls => ReceiveDtls(datagram, now),
            RtcDatagramKind.Rtp => ReceiveAudio(datagram, now),
            RtcDatagramKind.Rtcp => Audio.ReceiveReports(datagram, now),
            _ => RtcDropReason.Malformed,
        };

    /// <summary>The next datagram to send; zero when there is none.</summary>
    /// <param name="buffer">Room for <see cref="DatagramLength"/> bytes.</param>
    /// <param name="now">When.</param>
    public int Take(Span<byte> buffer, TimeSpan now)
    {
        var length = _media.Take(buffer);
        if (length == 0)
        {
            length = _dtls.TakeDatagram(buffer);
        }

        return length == 0 && TryMoveMessage(now) ? _dtls.TakeDatagram(buffer) : length;
    }

    /// <summary>The next packet or message of the peer; valid until the next call of <see cref="Receive"/>.</summary>
    public bool TryTakeInput(out RtcInput input)
    {
        if (_audioInput is { } audio)
        {
            input = audio;
            _audioInput = null;
            return true;
        }

        input = default;
        return EndReason is null && _messages is not null && _messages.TryTake(out input);
    }

    /// <summary>Retransmits, and reports, what is due.</summary>
    public void HandleTimeout(TimeSpan now)
    {
        if (EndReason is not null)
        {
            return;
        }

        if (_dtls.NextTimeout <= now)
        {
            _dtls.HandleTimeout(now);
            CheckDtls(now);
        }

        if (_messages?.NextTimeout <= now)
        {
            _messages.HandleTimeout(now);
        }

        if (Audio.NextReportAt <= now)
        {
            _ = Send(Audio.WriteReport(_buffer, now));
        }
    }

    /// <summary>Sends one encoded packet.</summary>
    /// <returns>False when the link is not connected, or the peer takes no audio.</returns>
    public bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp, bool marker, TimeSpan now) =>
        IsConnected && EndReason is null && Send(Audio.WritePacket(payload, timestamp, marker, now, _buffer));

    /// <summary>Sends a message.</summary>
    /// <returns>False when no channel is open, or too much waits.</returns>
    public bool TrySendMessage(ReadOnlySpan<byte> message, bool isText, TimeSpan now) =>
        IsConnected && EndReason is null && _messages is not null && _messages.TrySend(message, isText, now);

    /// <summary>Opens a message channel of ours.</summary>
    public bool TryOpenChannel(string label, TimeSpan now) => _messages is not null && _messages.TryOpen(label, now);

    /// <summary>Ends the link: the last messages, the goodbye of RTP and close_notify are there to be taken.</summary>
    public void Close(string reason, TimeSpan now)
    {
        if (EndReason is not null)
        {
            return;
        }

        while (TryMoveMessage(now)) { }
        _ = Send(Audio.WriteBye(_buffer, reason, now));
        _dtls.Close();
        End(RtcEndReason.ClosedHere, reason);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _dtls.Dispose();
        Audio.Dispose();
    }

    private RtcDropReason ReceiveDtls(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        _dtls.Receive(datagram, now);
        CheckDtls(now);

        // Nothing of a peer that is not the described one is passed on.
        if (IsConnected)
        {
            while (_dtls.TakeData(_buffer) is > 0 and var length)
            {
                _messages?.Receive(_buffer.AsSpan(0, length), now);
            }
        }

        return RtcDropReason.None;
    }

    private RtcDropReason ReceiveAudio(Span<byte> datagram, TimeSpan now)
    {
        var reason = Audio.ReceivePacket(datagram, now, out var header, out var payload);
        if (reason is RtcDropReason.None)
        {
            payload.CopyTo(_payload);
            _audioInput = new RtcInput(RtcInputKind.Audio)
            {
                Payload = _payload.AsMemory(0, payload.Length),
                Sequence = header.Sequence,
                Timestamp = header.Timestamp,
                Marker = header.Marker,
            };
        }

        return reason;
    }

    private void CheckDtls(TimeSpan now)
    {
        switch (_dtls.State)
        {
            case DtlsState.Connected when !IsConnected:
                Connect(now);
                break;
            case DtlsState.Closed:
                End(RtcEndReason.ClosedByPeer, "the peer closed the connection");
                break;
            case DtlsState.Failed:
                End(RtcEndReason.HandshakeFailed, $"DTLS failed: {_dtls.Failure}");
                break;
            default:
                break;
        }
    }

    private void Connect(TimeSpan now)
    {
        if (!_isKnown(_dtls.PeerFingerprint))
        {
            _dtls.Close();
            End(RtcEndReason.WrongFingerprint, "the peer's certificate is not the one of its description");
            return;
        }

        Span<byte> room = stackalloc byte[LongestKeys];
        var keys = _dtls.Profile is SrtpProfile.None ? [] : room[..SrtpSession.KeyingMaterialLength(_dtls.Profile)];
        if (keys.IsEmpty || !_dtls.Export(SrtpLabel, keys))
        {
            _dtls.Close();
            End(RtcEndReason.HandshakeFailed, "the peer agreed to no SRTP profile");
            return;
        }

        Audio.Connect(new SrtpSession(_dtls.Profile, keys, _role is DtlsRole.Client));
        keys.Clear();
        IsConnected = true;
        _messages?.Start(now);
    }

    /// <summary>Encrypts the next SCTP packet.</summary>
    private bool TryMoveMessage(TimeSpan now)
    {
        if (!IsConnected || EndReason is not null || _messages is null)
        {
            return false;
        }

        var length = _messages.TakePacket(_buffer, now);
        return length > 0 && _dtls.Send(_buffer.AsSpan(0, length));
    }

    /// <summary>Puts what was written to the buffer among what is to be sent.</summary>
    private bool Send(int length) => length > 0 && _media.TryAdd(_buffer.AsSpan(0, length));

    private void End(RtcEndReason reason, string words)
    {
        if (EndReason is null)
        {
            EndReason = reason;
            EndWords = words;
            _audioInput = null;
        }
    }
}
