using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Pipecat;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// Many Pipecat clients on real sockets. Says a line when all are connected; <c>count</c> begins to count, <c>tell</c> has it say frames sent and
/// received, requests answered, and their round trips.
/// </summary>
internal static class PipecatPeers
{
    /// <summary>Name of these peers.</summary>
    public const string Kind = "pipecat";

    public static async Task<int> RunAsync(int port, int sessions, CancellationToken cancellationToken)
    {
        var peers = new Peer[sessions];
        for (var i = 0; i < sessions; i++)
        {
            peers[i] = await Peer.ConnectAsync(port, i, cancellationToken);
        }

        var metronome = new Metronome(sessions);
        var beating = metronome.Start(number => peers[number].Hear());
        await Console.Out.WriteLineAsync("connected");
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == "count")
            {
                Array.ForEach(peers, peer => peer.Forget());
            }
            else
            {
                await Console.Out.WriteLineAsync(Tell(peers));
            }
        }

        metronome.Stop();
        await beating;
        Array.ForEach(peers, peer => peer.Dispose());
        return 0;
    }

    private static string Tell(Peer[] peers)
    {
        double[] roundTrips = [.. peers.SelectMany(peer => peer.RoundTrips)];
        return string.Join(
            ' ',
            new[]
            {
                peers.Sum(peer => peer.Sent),
                peers.Sum(peer => peer.Received),
                roundTrips.Length,
                Measure.Percentile(roundTrips, 0.5),
                Measure.Percentile(roundTrips, 0.99),
            }.Select(number => number.ToString(CultureInfo.InvariantCulture))
        );
    }

    private sealed class Peer : IDisposable
    {
        private const int Second = 50;
        private const string Ready =
            """{"label":"rtvi-ai","type":"client-ready","data":{"version":"2.1.0"},"id":"ready"}""";

        private readonly ClientWebSocket _socket = new();
        private readonly ConcurrentQueue<double> _roundTrips = new();
        private long _number;
        private long _sent;
        private long _received;
        private Task _sending = Task.CompletedTask;

        public double Sent => Volatile.Read(ref _sent);

        public double Received => Volatile.Read(ref _received);

        public IEnumerable<double> RoundTrips => _roundTrips;

        public static async Task<Peer> ConnectAsync(int port, int number, CancellationToken cancellationToken)
        {
            var peer = new Peer { _number = number * 7 };
            await peer._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/ws/pipecat"), cancellationToken);
            await peer._socket.SendAsync(
                Message(Ready),
                WebSocketMessageType.Binary,
                endOfMessage: true,
                cancellationToken
            );
            _ = peer.ReadAsync();
            return peer;
        }

        public void Hear()
        {
            if (!_sending.IsCompleted)
            {
                return; // The network is behind; the frame counts as not sent.
            }

            _sending = HearAsync();
        }

        public void Forget()
        {
            Volatile.Write(ref _sent, 0);
            Volatile.Write(ref _received, 0);
            _roundTrips.Clear();
        }

        public void Dispose() => _socket.Dispose();

        private async Task HearAsync()
        {
            try
            {
                await SendAsync(PipecatBench.Encode(BenchSpeech.Next(_number++)));
                Interlocked.Increment(ref _sent);
                if (_number % Second == 0)
                {
                    var time = TimeProvider.System.GetTimestamp().ToString(CultureInfo.InvariantCulture);
                    await SendAsync(
                        Message(
                            $$$"""{"label":"rtvi-ai","type":"client-message","data":{"t":"ping"},"id":"{{{time}}}"}"""
                        )
                    );
                }
            }
            catch (WebSocketException)
            {
                // The server is gone.
            }
        }

        private ValueTask SendAsync(ReadOnlyMemory<byte> message) =>
            _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        private async Task ReadAsync()
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (true)
                {
                    var result = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    if (result.MessageType == WebSocketMessageType.Close)
                    {
                        return;
                    }

                    Accept(buffer.AsSpan(0, result.Count));
                }
            }
            catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException)
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

        private static byte[] Message(string json)
        {
            var buffer = new PooledBuffer();
            PipecatFrameWriter.WriteMessage(buffer, Encoding.UTF8.GetBytes(json));
            return buffer.Written.ToArray();
        }
    }
}
