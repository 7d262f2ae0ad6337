using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Pipecat;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// A Pipecat client on a real socket that costs as little as it can: the two processes share the machine, and what the clients take is
/// missing to the server. Frames go to the socket as they are, masked with zeros; a <see cref="WebSocket"/> reads.
/// </summary>
internal sealed class PipecatPeer : IDisposable
{
    private const int Second = 50;
    private const int Usual = 2048;
    private const string Ready =
        """{"label":"rtvi-ai","type":"client-ready","data":{"version":"2.1.0"},"id":"ready"}""";

    private readonly NetworkStream _stream;
    private readonly WebSocket _socket;
    private readonly PooledBuffer _message = new();
    private readonly ConcurrentQueue<double> _roundTrips = new();
    private byte[] _frame = new byte[Usual];
    private long _number;
    private long _sent;
    private long _received;
    private Task _sending = Task.CompletedTask;

    private PipecatPeer(NetworkStream stream, int number)
    {
        _stream = stream;
        _socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions());
        _number = number * 7;
    }

    /// <summary>Frames sent since <see cref="Forget"/>.</summary>
    public double Sent => Volatile.Read(ref _sent);

    /// <summary>Frames of audio received since <see cref="Forget"/>.</summary>
    public double Received => Volatile.Read(ref _received);

    /// <summary>How long requests took since <see cref="Forget"/>, in milliseconds.</summary>
    public IEnumerable<double> RoundTrips => _roundTrips;

    public static async Task<PipecatPeer> ConnectAsync(int port, int number, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await UpgradeAsync(stream, port, cancellationToken);
        var peer = new PipecatPeer(stream, number);
        await peer.SendAsync(Ready);
        _ = peer.ReadAsync();
        return peer;
    }

    /// <summary>Says the next 20 ms, and asks something every second.</summary>
    public void Hear()
    {
        if (_sending.IsCompleted)
        {
            _sending = HearAsync();
        }

        // Else the network is behind; the frame counts as not sent.
    }

    public void Forget()
    {
        Volatile.Write(ref _sent, 0);
        Volatile.Write(ref _received, 0);
        _roundTrips.Clear();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _stream.Dispose();
    }

    private static async Task UpgradeAsync(Stream stream, int port, CancellationToken cancellationToken)
    {
        var request =
            $"GET /ws/pipecat HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        var one = new byte[1];
        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            // A byte at a time: what follows belongs to the WebSocket.
            await stream.ReadExactlyAsync(one, cancellationToken);
            answer.Append((char)one[0]);
        }
    }

    private async Task HearAsync()
    {
        try
        {
            _message.Clear();
            PipecatFrameWriter.WriteAudio(_message, BenchSpeech.Next(_number++), 16000, 1);
            await WriteAsync();
            Interlocked.Increment(ref _sent);
            if (_number % Second == 0)
            {
                var time = TimeProvider.System.GetTimestamp().ToString(CultureInfo.InvariantCulture);
                await SendAsync(
                    $$$"""{"label":"rtvi-ai","type":"client-message","data":{"t":"ping"},"id":"{{{time}}}"}"""
                );
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The server is gone.
        }
    }

    private ValueTask SendAsync(string json)
    {
        _message.Clear();
        PipecatFrameWriter.WriteMessage(_message, Encoding.UTF8.GetBytes(json));
        return WriteAsync();
    }

    private ValueTask WriteAsync()
    {
        var length = MaskedFrame.LengthOf(_message.Length);
        if (length > _frame.Length)
        {
            Array.Resize(ref _frame, length);
        }

        MaskedFrame.Write(_message.Written.Span, _frame);
        return _stream.WriteAsync(_frame.AsMemory(0, length));
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[Usual];
        try
        {
            var length = 0;
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                length += result.Count;
                if (result.EndOfMessage)
                {
                    Accept(buffer.AsSpan(0, length));
                    length = 0;
                }
                else if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, 2 * length);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or IOException)
        {
            // It is over.
        }
    }

    private void Accept(ReadOnlySpan<byte> message)
    {
        if (!PipecatFrame.TryRead(message, out var frame))
        {
            return;
        }

        if (frame.Kind == PipecatFrameKind.Audio)
        {
            Interlocked.Increment(ref _received);
        }
        else if (PipecatBenchClient.AnsweredRequest(frame.Payload) is { } sent)
        {
            _roundTrips.Enqueue(TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds);
        }
    }
}
