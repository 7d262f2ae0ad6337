using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace VoiceAgent.EndToEnd.Servers;

/// <summary>
/// A UDP relay on another loopback address and the same port: a host on 127.0.0.1 that announces <see cref="Address"/> is reached
/// through it, until it is cut.
/// </summary>
internal sealed class CuttablePath : IAsyncDisposable
{
    /// <summary>What the host must announce.</summary>
    public const string Address = "127.0.0.2";

    private readonly Socket _near = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentDictionary<EndPoint, Socket> _far = new();
    private readonly IPEndPoint _server;
    private readonly Task _relaying;
    private volatile bool _isCut;

    public CuttablePath(int port)
    {
        _server = new IPEndPoint(IPAddress.Loopback, port);
        _near.Bind(new IPEndPoint(IPAddress.Parse(Address), port));
        _relaying = RelayAsync();
    }

    /// <summary>A UDP port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>From now on nothing comes through, in either direction, and nobody is told.</summary>
    public void Cut() => _isCut = true;

    public async ValueTask DisposeAsync()
    {
        _near.Dispose();
        foreach (var far in _far.Values)
        {
            far.Dispose();
        }

        await _relaying;
    }

    private async Task RelayAsync()
    {
        var buffer = new byte[2048];
        var anyone = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var received = await _near.ReceiveFromAsync(buffer, SocketFlags.None, anyone);
                if (!_isCut)
                {
                    var far = _far.GetOrAdd(received.RemoteEndPoint, Open);
                    await far.SendAsync(buffer.AsMemory(0, received.ReceivedBytes));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private Socket Open(EndPoint client)
    {
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        far.Connect(_server);
        _ = ReturnAsync(far, client);
        return far;
    }

    private async Task ReturnAsync(Socket far, EndPoint client)
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var count = await far.ReceiveAsync(buffer);
                if (!_isCut)
                {
                    await _near.SendToAsync(buffer.AsMemory(0, count), client);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
