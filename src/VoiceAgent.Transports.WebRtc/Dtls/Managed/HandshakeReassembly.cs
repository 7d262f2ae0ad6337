namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>
/// Puts handshake messages together from fragments that come in any order, twice, or overlapping, in datagrams of which
/// only some arrive (RFC 6347 section 4.2.3). Holds a few messages ahead, so that one lost does not cost the others.
/// </summary>
internal sealed class HandshakeReassembly
{
    private const int MessagesAhead = 8;

    private readonly Partial?[] _partials = new Partial?[MessagesAhead];

    /// <summary>The number of the message that is waited for.</summary>
    public ushort Next { get; private set; }

    /// <summary>True for a message that was taken already: the peer sends it again because it misses our answer.</summary>
    public bool IsOld(ushort sequence) => (short)(sequence - Next) < 0;

    /// <summary>Keeps a fragment, unless it is too far ahead or contradicts what came before.</summary>
    public void Add(in HandshakeFragment fragment)
    {
        if ((ushort)(fragment.Sequence - Next) >= MessagesAhead)
        {
            return;
        }

        ref var partial = ref _partials[fragment.Sequence % MessagesAhead];
        partial ??= new Partial(fragment);
        partial.Add(fragment);
    }

    /// <summary>The next message, once all of it is here.</summary>
    public bool TryTake(out HandshakeMessage message)
    {
        ref var partial = ref _partials[Next % MessagesAhead];
        if (partial is not { IsComplete: true })
        {
            message = default;
            return false;
        }

        message = new HandshakeMessage(partial.Whole);
        partial = null;
        Next++;
        return true;
    }

    /// <summary>Nothing more is expected.</summary>
    public void Clear() => Array.Clear(_partials);

    private sealed class Partial
    {
        private readonly HandshakeType _type;
        private readonly int _length;
        private readonly bool[] _has;
        private int _missing;

        public Partial(in HandshakeFragment first)
        {
            (_type, _length, _missing) = (first.Type, first.MessageLength, first.MessageLength);
            _has = new bool[_length];
            Whole = new byte[HandshakeMessage.HeaderBytes + _length];
            HandshakeMessage.WriteHeader(Whole, _type, _length, first.Sequence, 0, _length);
        }

        public byte[] Whole { get; }

        public bool IsComplete => _missing == 0;

        public void Add(in HandshakeFragment fragment)
        {
            if (fragment.Type != _type || fragment.MessageLength != _length)
            {
                return;
            }

            for (var i = 0; i < fragment.Bytes.Length; i++)
            {
                ref var has = ref _has[fragment.Offset + i];
                if (!has)
                {
                    has = true;
                    _missing--;
                    Whole[HandshakeMessage.HeaderBytes + fragment.Offset + i] = fragment.Bytes[i];
                }
            }
        }
    }
}
