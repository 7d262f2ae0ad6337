using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace VoiceAgent.Tests.Common;

/// <summary>A TCP relay on loopback whose connections can be reset.</summary>
public sealed class CuttableLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly Task _accepting;

    private CuttableLine(int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(port);
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Opens a line to a port of this machine.</summary>
    public static CuttableLine To(int port) => new(port);

    /// <summary>Resets every connection: both ends lose it without a goodbye.</summary>
    public void Cut()
    {
        while (_open.TryTake(out var socket))
        {
            // With a linger time of nothing a close is a reset.
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync(int port)
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await far.ConnectAsync(IPAddress.Loopback, port);
                _open.Add(near);
                _open.Add(far);
                _ = PumpAsync(near, far);
                _ = PumpAsync(far, near);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, count));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
