namespace VoiceAgent.Transports.WebRtc.Sctp;

/// <summary>
/// Setting up an association (RFC 9260 section 5): either side may speak first, and both may at once. The local tag and
/// first TSN never change, so an answer to the peer's INIT is the same in every state (section 5.2.1).
/// </summary>
internal sealed class SctpHandshake(uint tag, uint firstTsn, SctpOptions options, ControlQueue control)
{
    private readonly StateCookie _cookie = new();
    private TimeSpan _timeout = options.InitialRto;
    private Deadline _timer;
    private byte[] _echo = [];
    private int _retransmissions;
    private Step _step = Step.Closed;

    private enum Step
    {
        Closed,
        CookieWait,
        CookieEchoed,
        Done,
    }

    public uint Tag => tag;

    public bool IsDone => _step is Step.Done;

    /// <summary>True when data of the peer can be understood: it knows our tag, and we know its first TSN.</summary>
    public bool KnowsPeer => _step is Step.CookieEchoed or Step.Done;

    public SctpPeer Peer { get; private set; }

    public TimeSpan? NextTimeout => _timer.At;

    /// <summary>Starts at once, or gives the peer one timeout to speak first.</summary>
    public void Start(bool speaksFirst, TimeSpan now)
    {
        if (_step is not Step.Closed)
        {
            return;
        }

        if (speaksFirst)
        {
            _step = Step.CookieWait;
            SendInit(now);
        }
        else
        {
            _timer.Set(now + _timeout);
        }
    }

    /// <summary>Answers an INIT. Nothing is remembered of it; the cookie does that.</summary>
    public void TakeInit(in SctpChunk chunk, TimeSpan now)
    {
        // When it is done, an INIT is one that was late, and the peer knows by now.
        if (_step is Step.Done || !InitChunk.TryParse(chunk.Value, out var init))
        {
            return;
        }

        var cookie = _cookie.Seal(tag, init.Peer, now);
        var answer = InitChunk.Write(tag, firstTsn, options.ReceiveWindowBytes, cookie, init.Unrecognized);
        control.AddPacket(init.Peer.Tag, SctpChunkType.InitAck, 0, answer);
    }

    public void TakeInitAck(in SctpChunk chunk, TimeSpan now)
    {
        if (
            _step is not Step.CookieWait
            || !InitChunk.TryParse(chunk.Value, out var answer)
            || answer.Cookie.IsEmpty
            || answer.Cookie.Length + SctpPacketReader.HeaderBytes + 4 > options.MaxPacketBytes
        )
        {
            return;
        }

        Peer = answer.Peer;
        _echo = answer.Cookie.ToArray();
        _step = Step.CookieEchoed;
        (_retransmissions, _timeout) = (0, options.InitialRto);
        SendEcho(now);
    }

    /// <summary>True when the cookie is good: the association is up, and this was answered.</summary>
    public bool TakeCookieEcho(in SctpChunk chunk, TimeSpan now)
    {
        if (!_cookie.TryOpen(chunk.Value, tag, out var peer, out var made))
        {
            return false;
        }

        if (_step is Step.Done)
        {
            // The acknowledgement was lost (section 5.2.4, action D); another peer's tag is no business of this association.
            if (peer.Tag == Peer.Tag)
            {
                control.AddPacket(Peer.Tag, SctpChunkType.CookieAck, 0, []);
            }

            return false;
        }

        if (now - made > options.CookieLifetime)
        {
            control.AddPacket(peer.Tag, SctpChunkType.Error, 0, SctpCauses.Write(SctpCauses.StaleCookie, new byte[4]));
            return false;
        }

        Peer = peer;
        Finish();
        control.AddPacket(peer.Tag, SctpChunkType.CookieAck, 0, []);
        return true;
    }

    public bool TakeCookieAck()
    {
        if (_step is not Step.CookieEchoed)
        {
            return false;
        }

        Finish();
        return true;
    }

    /// <summary>The peer found our echo too old: from the start (section 5.2.6).</summary>
    public void TakeStaleCookie(TimeSpan now)
    {
        if (_step is Step.CookieEchoed)
        {
            _step = Step.CookieWait;
            SendInit(now);
        }
    }

    /// <summary>False when the peer did not answer often enough.</summary>
    public bool HandleTimeout(TimeSpan now)
    {
        if (!_timer.Expire(now))
        {
            return true;
        }

        if (_step is Step.Closed)
        {
            _step = Step.CookieWait;
            SendInit(now);
            return true;
        }

        if (++_retransmissions > options.MaxHandshakeRetransmissions)
        {
            return false;
        }

        _timeout = 2 * _timeout < options.MaxRto ? 2 * _timeout : options.MaxRto;
        if (_step is Step.CookieWait)
        {
            SendInit(now);
        }
        else
        {
            SendEcho(now);
        }

        return true;
    }

    public void Stop() => _timer.Clear();

    private void SendInit(TimeSpan now)
    {
        control.AddPacket(0, SctpChunkType.Init, 0, InitChunk.Write(tag, firstTsn, options.ReceiveWindowBytes, [], []));
        _timer.Set(now + _timeout);
    }

    private void SendEcho(TimeSpan now)
    {
        control.AddPacket(Peer.Tag, SctpChunkType.CookieEcho, 0, _echo);
        _timer.Set(now + _timeout);
    }

    private void Finish()
    {
        _step = Step.Done;
        _timer.Clear();
    }
}
