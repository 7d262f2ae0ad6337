using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// A peer that came by TCP: datagrams with their length in front (RFC 4571 section 2). What a slow peer does not take is lost, as by UDP. Sending is
/// thread-safe.
/// </summary>
internal sealed class RtcTcpStream : IDisposable
{
    private const int HeaderLength = 2;

    /// <summary>How long a stranger may stay without a genuine check.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _sending = new();
    private readonly Socket _socket;
    private readonly RtcReceiver _receiver;
    private readonly byte[] _outgoing = new byte[HeaderLength + RtcLink.DatagramLength];
    private int _unsentAt;
    private int _unsentLength;

    /// <param name="socket">Accepted; owned from here on.</param>
    /// <param name="channel">Its number; part of its address.</param>
    /// <param name="receiver">Told what comes.</param>
    public RtcTcpStream(Socket socket, int channel, RtcReceiver receiver)
    {
        (_socket, _receiver) = (socket, receiver);
        socket.NoDelay = true;
        socket.Blocking = false;
        Address = RtcAddress.From((IPEndPoint)socket.RemoteEndPoint!, channel);
    }

    /// <summary>The peer's address.</summary>
    public RtcAddress Address { get; }

    /// <summary>Sends a datagram, or loses it.</summary>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        lock (_sending)
        {
            if (datagram.Length > RtcLink.DatagramLength || !TryFlush())
            {
                return;
            }

            BinaryPrimitives.WriteUInt16BigEndian(_outgoing, (ushort)datagram.Length);
            datagram.CopyTo(_outgoing.AsSpan(HeaderLength));
            (_unsentAt, _unsentLength) = (0, HeaderLength + datagram.Length);
            _ = TryFlush();
        }
    }

    /// <summary>Reads until the peer closes, breaks the rules, or has not proved itself in time.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="isKnown">Whether a genuine check came from an address.</param>
    public async Task ReadAsync(TimeProvider time, Func<RtcAddress, bool> isKnown)
    {
        var buffer = new byte[2 * (HeaderLength + RtcLink.DatagramLength)];
        using var patience = new CancellationTokenSource(Patience, time);
        var (count, isTrusted) = (0, false);
        try
        {
            while (true)
            {
                var read = await _socket
                    .ReceiveAsync(buffer.AsMemory(count), SocketFlags.None, patience.Token)
                    .ConfigureAwait(false);
                if (read == 0 || !TryTakeFrames(buffer, count + read, out count))
                {
                    return;
                }

                if (!isTrusted && isKnown(Address))
                {
                    isTrusted = true;
                    patience.CancelAfter(Timeout.InfiniteTimeSpan);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The peer is gone, the session ended, or nobody proved anything.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    /// <summary>Passes whole datagrams on and moves the rest to the front.</summary>
    /// <returns>False for a datagram longer than any that is sent here.</returns>
    private bool TryTakeFrames(byte[] buffer, int count, out int rest)
    {
        var at = 0;
        rest = 0;
        while (count - at >= HeaderLength)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(at));
            if (length > RtcLink.DatagramLength)
            {
                return false;
            }

            if (count - at < HeaderLength + length)
            {
                break;
            }

            _receiver(buffer.AsSpan(at + HeaderLength, length), Address);
            at += HeaderLength + length;
        }

        rest = count - at;
        buffer.AsSpan(at, rest).CopyTo(buffer);
        return true;
    }

    /// <summary>Sends what is left of the last datagram: half of one would break the stream.</summary>
    private bool TryFlush()
    {
        while (_unsentLength > 0)
        {
            var sent = Write(_outgoing.AsSpan(_unsentAt, _unsentLength));
            if (sent == 0)
            {
                return false;
            }

            _unsentAt += sent;
            _unsentLength -= sent;
        }

        return true;
    }

    private int Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _socket.Send(bytes, SocketFlags.None, out var error) is var sent && error is SocketError.Success
                ? sent
                : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }
}
