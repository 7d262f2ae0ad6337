using System.Net;
using System.Net.Sockets;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>Takes a datagram, which it may change.</summary>
/// <param name="datagram">Valid during the call.</param>
/// <param name="from">Its source.</param>
internal delegate void RtcReceiver(Span<byte> datagram, in RtcAddress from);

/// <summary>
/// One UDP socket for all sessions, and the thread that reads it. Reading and sending allocate nothing. Sending is thread-safe.
/// </summary>
internal sealed class RtcUdpSocket : IDisposable
{
    private const int KernelBuffer = 4 * 1024 * 1024;
    private const int DatagramLength = 2048;

    // SIO_UDP_CONNRESET: Windows reports a peer's closed port as an error of the next read.
    private const int ReportResets = unchecked((int)0x9800000C);

    private readonly Socket _socket;
    private readonly int _channel;
    private readonly RtcReceiver _receiver;
    private volatile bool _isDisposed;

    /// <summary>Binds and begins to read.</summary>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="channel">Told to the receiver with each address.</param>
    /// <param name="receiver">Called on the socket's own thread. Throws nothing.</param>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public RtcUdpSocket(IPEndPoint endpoint, int channel, RtcReceiver receiver)
    {
        (_channel, _receiver) = (channel, receiver);
        _socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (endpoint.AddressFamily is AddressFamily.InterNetworkV6)
            {
                _socket.DualMode = false;
            }

            _socket.ReceiveBufferSize = KernelBuffer;
            _socket.SendBufferSize = KernelBuffer;
            if (OperatingSystem.IsWindows())
            {
                _ = _socket.IOControl(ReportResets, [0, 0, 0, 0], null);
            }

            _socket.Bind(endpoint);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        Endpoint = (IPEndPoint)_socket.LocalEndPoint!;
        new Thread(Read) { IsBackground = true, Name = $"webrtc udp {Endpoint}" }.Start();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Sends; what the network refuses is lost, as it might be later.</summary>
    public void Send(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        try
        {
            _ = _socket.SendTo(datagram, SocketFlags.None, to);
        }
        catch (SocketException)
        {
            // No way to the peer just now.
        }
        catch (ObjectDisposedException)
        {
            // The engine is closing.
        }
    }

    /// <summary>The family of its addresses.</summary>
    public AddressFamily Family => Endpoint.AddressFamily;

    /// <inheritdoc />
    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }

    private void Read()
    {
        var buffer = GC.AllocateArray<byte>(DatagramLength, pinned: true);
        var source = new SocketAddress(Family);
        while (!_isDisposed)
        {
            try
            {
                var length = _socket.ReceiveFrom(buffer, SocketFlags.None, source);
                if (RtcAddress.TryRead(source, _channel, out var from))
                {
                    _receiver(buffer.AsSpan(0, length), from);
                }
            }
            catch (SocketException)
            {
                // A datagram that was too long, or an answer that could not be delivered: others go on. Closing ends the loop.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}
