using VoiceAgent.Transports.WebRtc.Sctp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>
/// The messages sent last, kept to be sent again whole until the peer's answer shows that they arrived (RFC 6347 section
/// 4.2.4). The timer doubles up to a second: the path carries live audio, and a call that takes longer to connect is lost.
/// </summary>
internal sealed class Flight(RecordWriter records, DtlsOptions options)
{
    private const int MaxRetransmissions = 20;
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(1);

    private readonly List<(HandshakeMessage? Message, ushort Epoch)> _parts = [];
    private readonly byte[] _fragment = new byte[options.Mtu];
    private TimeSpan _timeout = options.FirstRetransmission;
    private TimeSpan _sentAt;
    private Deadline _timer;
    private ushort _sequence;
    private int _retransmissions;

    public TimeSpan? NextTimeout => _timer.At;

    /// <summary>The last flight arrived: forgets it, and starts a new one.</summary>
    public void Begin()
    {
        _parts.Clear();
        _timer.Clear();
        (_timeout, _retransmissions) = (options.FirstRetransmission, 0);
    }

    public HandshakeMessage Add(HandshakeType type, ReadOnlySpan<byte> body, ushort epoch = 0)
    {
        var message = HandshakeMessage.Create(type, _sequence++, body);
        _parts.Add((message, epoch));
        return message;
    }

    public void AddChangeCipherSpec() => _parts.Add((null, 0));

    /// <summary>Sends it for the first time.</summary>
    /// <param name="isLast">True for the flight that gets no answer: it is only sent again when the peer does so.</param>
    /// <param name="now">The caller's clock.</param>
    public void Send(bool isLast, TimeSpan now)
    {
        Write(now);
        if (!isLast)
        {
            _timer.Set(now + _timeout);
        }
    }

    /// <summary>The peer sent its flight again, so ours was lost. Its datagrams come close together; one answer is enough.</summary>
    public void Repeat(TimeSpan now)
    {
        if (now - _sentAt >= options.FirstRetransmission / 2)
        {
            Write(now);
        }
    }

    /// <summary>Sends it again when it is time; false when that was often enough.</summary>
    public bool HandleTimeout(TimeSpan now)
    {
        if (!_timer.Expire(now))
        {
            return true;
        }

        if (++_retransmissions > MaxRetransmissions)
        {
            return false;
        }

        Write(now);
        _timeout = 2 * _timeout < LongestTimeout ? 2 * _timeout : LongestTimeout;
        _timer.Set(now + _timeout);
        return true;
    }

    private void Write(TimeSpan now)
    {
        foreach (var (message, epoch) in _parts)
        {
            if (message is { } whole)
            {
                WriteFragments(whole, epoch);
            }
            else
            {
                records.TryAdd(ContentType.ChangeCipherSpec, 0, [1]);
            }
        }

        records.Flush();
        _sentAt = now;
    }

    private void WriteFragments(in HandshakeMessage message, ushort epoch)
    {
        var body = message.Body;
        var offset = 0;
        do
        {
            // A datagram with little room left is not worth a fragment.
            var room = records.Room(epoch) - HandshakeMessage.HeaderBytes;
            if (room < Math.Min(body.Length - offset, 64))
            {
                records.Flush();
                room = records.Room(epoch) - HandshakeMessage.HeaderBytes;
            }

            var count = Math.Min(room, body.Length - offset);
            var fragment = _fragment.AsSpan(0, HandshakeMessage.HeaderBytes + count);
            HandshakeMessage.WriteHeader(fragment, message.Type, body.Length, message.Sequence, offset, count);
            body.Slice(offset, count).CopyTo(fragment[HandshakeMessage.HeaderBytes..]);
            records.TryAdd(ContentType.Handshake, epoch, fragment);
            offset += count;
        } while (offset < body.Length);
    }
}
