using System.Net;
using System.Net.Sockets;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.Clients;

/// <summary>A <see cref="RtcClient"/> on a UDP socket of its own. <see cref="Tick"/> is to be called every few milliseconds. Thread-safe.</summary>
internal sealed class RtcClientCall : IAsyncDisposable
{
    private const int DatagramLength = 2048;

    private readonly Lock _lock = new();
    private readonly RtcClient _client;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[DatagramLength];
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<RtcInput>? _onInput;
    private SocketAddress? _server;
    private Task? _reading;

    /// <param name="setup">How to begin.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onInput">Told what comes, under the call's lock; may be null.</param>
    public RtcClientCall(RtcClientSetup setup, TimeProvider time, Action<RtcInput>? onInput = null)
    {
        (_time, _onInput) = (time, onInput);
        _began = time.GetTimestamp();
        _client = new RtcClient(setup);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>The description for the server.</summary>
    public string Offer
    {
        get
        {
            lock (_lock)
            {
                return _client.Offer();
            }
        }
    }

    /// <summary>Its UDP port, on loopback.</summary>
    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Done once audio and messages may flow.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Counters so far.</summary>
    public RtcStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return _client.Statistics;
            }
        }
    }

    /// <summary>Why the call ended; null while it has not.</summary>
    public RtcEndReason? EndReason
    {
        get
        {
            lock (_lock)
            {
                return _client.EndReason;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>Takes the server's answer and connects to where it is.</summary>
    public void Accept(string answer, IPEndPoint server)
    {
        lock (_lock)
        {
            _server = server.Serialize();
            _client.Accept(answer, Now);
            _reading ??= ReadAsync();
        }

        Tick();
    }

    /// <summary>Does what is due.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            var now = Now;
            if (_client.NextTimeout <= now)
            {
                _client.HandleTimeout(now);
                Flush(now);
            }
        }
    }

    /// <summary>Sends one encoded packet.</summary>
    public bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp)
    {
        lock (_lock)
        {
            var now = Now;
            var isSent = _client.TrySendAudio(payload, timestamp, marker: false, now);
            Flush(now);
            return isSent;
        }
    }

    /// <summary>Sends a message.</summary>
    public bool TrySendMessage(ReadOnlySpan<byte> message, bool isText = true)
    {
        lock (_lock)
        {
            var now = Now;
            var isSent = _client.TrySendMessage(message, isText, now);
            Flush(now);
            return isSent;
        }
    }

    /// <summary>Begins ICE anew; the next <see cref="Offer"/> says so.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            _client.Restart();
        }
    }

    /// <summary>Ends the call, and tells the server.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _client.Close(Now);
            Flush(Now);
        }
    }

    /// <summary>Opens the message channel.</summary>
    public bool TryOpenChannel()
    {
        lock (_lock)
        {
            var now = Now;
            var isOpening = _client.TryOpenChannel("chat", now);
            Flush(now);
            return isOpening;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Close();
        _socket.Dispose();
        if (_reading is not null)
        {
            await _reading.ConfigureAwait(false);
        }

        _client.Dispose();
    }

    private async Task ReadAsync()
    {
        var source = new SocketAddress(AddressFamily.InterNetwork);
        var datagram = new byte[DatagramLength];
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveFromAsync(datagram, SocketFlags.None, source).ConfigureAwait(false);
                lock (_lock)
                {
                    var now = Now;
                    _ = _client.Receive(datagram.AsSpan(0, length), now);
                    Flush(now);
                }
            }
        }
        catch (SocketException)
        {
            // Closed, or the server is gone.
        }
        catch (ObjectDisposedException)
        {
            // Closed.
        }
    }

    private void Flush(TimeSpan now)
    {
        while (_server is not null && _client.TakeTransmit(_buffer, now) is > 0 and var length)
        {
            _ = _socket.SendTo(_buffer.AsSpan(0, length), SocketFlags.None, _server);
        }

        while (_client.TryTakeInput(out var input))
        {
            _onInput?.Invoke(input);
        }

        if (_client.IsConnected)
        {
            _connected.TrySetResult();
        }
    }
}
