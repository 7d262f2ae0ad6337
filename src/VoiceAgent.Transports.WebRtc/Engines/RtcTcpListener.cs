using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using VoiceAgent.Transports.WebRtc.Ice;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>Takes peers that come by TCP, on the port number of UDP (RFC 6544, passive candidates). Their number is bounded. Thread-safe.</summary>
internal sealed class RtcTcpListener : IDisposable
{
    /// <summary>Channels from here on are streams; below are UDP sockets.</summary>
    public const int FirstChannel = 1 << 10;

    private const int Backlog = 64;

    private readonly ConcurrentDictionary<int, RtcTcpStream> _streams = new();
    private readonly List<Socket> _listeners = [];
    private readonly int _maxStreams;
    private readonly TimeProvider _time;
    private readonly RtcReceiver _receiver;
    private int _lastChannel = FirstChannel;

    /// <param name="maxStreams">Further peers are turned away.</param>
    /// <param name="time">The clock.</param>
    /// <param name="receiver">Told what comes.</param>
    public RtcTcpListener(int maxStreams, TimeProvider time, RtcReceiver receiver) =>
        (_maxStreams, _time, _receiver) = (maxStreams, time, receiver);

    /// <summary>Whether a genuine check came from an address; set before peers come.</summary>
    public Func<RtcAddress, bool> IsKnown { get; set; } = _ => false;

    /// <summary>Told when a stream is gone.</summary>
    public Action<RtcAddress> OnClosed { get; set; } = _ => { };

    /// <summary>Listens on an address.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public void Listen(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listeners.Add(socket);
        if (endpoint.AddressFamily is AddressFamily.InterNetworkV6)
        {
            socket.DualMode = false;
        }

        socket.Bind(endpoint);
        socket.Listen(Backlog);
        _ = AcceptAsync(socket);
    }

    /// <summary>Sends a datagram on a stream; lost when it is gone.</summary>
    public void Send(ReadOnlySpan<byte> datagram, int channel)
    {
        if (_streams.TryGetValue(channel, out var stream))
        {
            stream.Send(datagram);
        }
    }

    /// <summary>Closes a stream.</summary>
    public void Close(int channel)
    {
        if (_streams.TryGetValue(channel, out var stream))
        {
            stream.Dispose();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        foreach (var stream in _streams.Values)
        {
            stream.Dispose();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync().ConfigureAwait(false);
                _ = ServeAsync(socket);
            }
            catch (SocketException e) when (e.SocketErrorCode is not SocketError.OperationAborted)
            {
                // One that was gone before it was taken; the others are still to come.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        RtcTcpStream stream;
        if (_streams.Count >= _maxStreams)
        {
            RtcMeter.Dropped(RtcDropReason.Overflow);
            socket.Dispose();
            return;
        }

        try
        {
            stream = new RtcTcpStream(socket, Interlocked.Increment(ref _lastChannel), _receiver);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return;
        }

        _streams[stream.Address.Channel] = stream;
        await stream.ReadAsync(_time, IsKnown).ConfigureAwait(false);
        _ = _streams.TryRemove(stream.Address.Channel, out _);
        stream.Dispose();
        OnClosed(stream.Address);
    }
}
