using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>Data channels with another implementation, aiortc, over loopback.</summary>
public sealed class AiortcTests : IDisposable
{
    private const string Script = "tests/unit/VoiceAgent.Transports.WebRtc.Tests/Fixtures/aiortc-data-channel.py";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly byte[] _buffer = new byte[2048];
    private readonly List<DataChannelEvent> _events = [];
    private Process? _peer;

    public AiortcTests() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_start);

    [Fact]
    public async Task A_channel_of_ours_opens_echoes_and_closes()
    {
        var transport = await StartAsync("server", isDtlsClient: true);
        byte[] large = [.. Enumerable.Range(0, 200_000).Select(value => (byte)(value % 251))];
        Assert.True(transport.TryOpen("ours", Now, out var channel));
        Assert.True(transport.TrySend(channel, "hello"u8, isText: true, Now));
        Assert.True(transport.TrySend(channel, large, isText: false, Now));

        await RunUntilAsync(transport, () => Count(DataChannelEventKind.Message) == 2);
        var messages = _events.FindAll(happened => happened.Kind is DataChannelEventKind.Message);
        Assert.True(messages[0].IsText && messages[0].Data.Span.SequenceEqual("hello"u8));
        Assert.True(!messages[1].IsText && messages[1].Data.Span.SequenceEqual(large));

        transport.Close(channel, Now);
        await RunUntilAsync(transport, () => Count(DataChannelEventKind.Closed) == 1);
        Assert.Equal("closed", await _peer!.StandardOutput.ReadLineAsync(_limit.Token));
    }

    [Fact]
    public async Task A_channel_of_the_peer_opens_echoes_and_closes()
    {
        var transport = await StartAsync("client", isDtlsClient: false);
        var echoed = 0;
        await RunUntilAsync(
            transport,
            () =>
            {
                for (; echoed < _events.Count; echoed++)
                {
                    var happened = _events[echoed];
                    if (happened.Kind is DataChannelEventKind.Message)
                    {
                        Assert.True(transport.TrySend(happened.Channel, happened.Data.Span, happened.IsText, Now));
                    }
                }

                return Count(DataChannelEventKind.Closed) == 1;
            }
        );

        Assert.Equal("from aiortc", _events[0].Label);
        Assert.Equal("True", await _peer!.StandardOutput.ReadLineAsync(_limit.Token));
        Assert.Equal("closed", await _peer.StandardOutput.ReadLineAsync(_limit.Token));
    }

    public void Dispose()
    {
        if (_peer is { HasExited: false })
        {
            _peer.Kill();
        }

        _peer?.Dispose();
        _socket.Dispose();
        _limit.Dispose();
    }

    private int Count(DataChannelEventKind kind) => _events.Count(happened => happened.Kind == kind);

    private async Task<DataChannelTransport> StartAsync(string role, bool isDtlsClient)
    {
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(RepositoryRoot.File(Script));
        start.ArgumentList.Add(role);
        start.ArgumentList.Add($"{((IPEndPoint)_socket.LocalEndPoint!).Port}");
        try
        {
            _peer = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed");
        }

        var port = await _peer!.StandardOutput.ReadLineAsync(_limit.Token);
        if (port is null)
        {
            var error = await _peer.StandardError.ReadToEndAsync(_limit.Token);
            Assert.SkipWhen(
                error.Contains("No module named 'aiortc'", StringComparison.Ordinal),
                "aiortc is not installed for /usr/bin/python3 (Debian: python3-aiortc)"
            );
            Assert.Fail(error);
        }

        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, int.Parse(port)), _limit.Token);
        var transport = new DataChannelTransport(isDtlsClient, new DataChannelOptions(), new Random(1));
        transport.Start(Now);
        return transport;
    }

    private async Task RunUntilAsync(DataChannelTransport transport, Func<bool> isSo)
    {
        while (true)
        {
            while (transport.TryTakeEvent(out var happened))
            {
                _events.Add(happened);
            }

            var isDone = isSo();
            while (transport.TakePacket(_buffer, Now) is > 0 and var length)
            {
                await _socket.SendAsync(_buffer.AsMemory(0, length), _limit.Token);
            }

            if (isDone)
            {
                return;
            }

            await ReceiveAsync(transport);
        }
    }

    /// <summary>Waits for a packet or for the transport's next timer.</summary>
    private async Task ReceiveAsync(DataChannelTransport transport)
    {
        var wait = (transport.NextTimeout ?? Now + TimeSpan.FromSeconds(1)) - Now;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        timer.CancelAfter(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        try
        {
            var length = await _socket.ReceiveAsync(_buffer, timer.Token);
            transport.Receive(_buffer.AsSpan(0, length), Now);
        }
        catch (OperationCanceledException) when (!_limit.IsCancellationRequested)
        {
            transport.HandleTimeout(Now);
        }
    }
}
