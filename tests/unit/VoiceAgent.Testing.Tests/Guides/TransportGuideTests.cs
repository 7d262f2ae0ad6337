using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using VoiceAgent.Frames;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Guides;

/// <summary>The code in <c>docs/guides/add-a-transport.md</c>.</summary>
public sealed class TransportGuideTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    #region listen
    /// <summary>Accepts clients and gives each one to the application.</summary>
    public sealed class TcpTransport(TcpListener listener, IMediaSessionHandler handler)
    {
        /// <summary>Serves until it is cancelled, and then waits for the conversations that are left.</summary>
        public async Task RunAsync(CancellationToken cancellationToken)
        {
            List<Task> sessions = [];
            try
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false);
                    sessions.RemoveAll(session => session.IsCompleted);
                    sessions.Add(ServeAsync(client, cancellationToken));
                }
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(sessions).ConfigureAwait(false);
            }
        }

        private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
        {
            client.NoDelay = true;
            var id = Guid.NewGuid().ToString("N");
            await using var connection = new StreamConnection(client.GetStream(), id);
            await handler
                .RunAsync(connection, new MediaSessionRequest { SessionId = id }, cancellationToken)
                .ConfigureAwait(false);
        }
    }
    #endregion

    #region contract
    public sealed class StreamContract : MediaConnectionContract
    {
        private readonly TcpClient _client = new();

        protected override async Task<IMediaConnection> ConnectAsync(bool reads)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            await _client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancelled);
            if (reads)
            {
                _ = _client.GetStream().CopyToAsync(Stream.Null, Cancelled);
            }

            return new StreamConnection((await listener.AcceptTcpClientAsync(Cancelled)).GetStream(), "test");
        }

        protected override Task SendAudioAsync(ReadOnlyMemory<byte> pcm) => SendAsync('a', pcm.ToArray());

        protected override Task SendTextAsync(string text) => SendAsync('t', Encoding.UTF8.GetBytes(text));

        protected override Task LeaveAsync()
        {
            _client.Dispose();
            return Task.CompletedTask;
        }

        private async Task SendAsync(char kind, byte[] content) =>
            await _client.GetStream().WriteAsync(Message(kind, content), Cancelled);
    }
    #endregion

    [Fact]
    public async Task Clients_are_given_to_the_application_and_hear_of_its_end()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var running = new TcpTransport(listener, new Echo()).RunAsync(stop.Token);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancelled);
        await client.GetStream().WriteAsync(Message('t', "hello"u8.ToArray()), Cancelled);

        var expected = Message('t', "hello"u8.ToArray());
        var answer = new byte[expected.Length];
        await client.GetStream().ReadExactlyAsync(answer, Cancelled);
        Assert.Equal(expected, answer);

        await stop.CancelAsync();
        await running;
        Assert.Equal(0, await client.GetStream().ReadAsync(answer, Cancelled));
    }

    [Fact]
    public async Task Bytes_that_make_no_sense_are_left_out_or_end_the_connection()
    {
        using var stream = new MemoryStream([
            .. Message('a', [1, 2, 3]),
            .. Message('?', [1]),
            .. Message('t', "still there"u8.ToArray()),
            (byte)'a',
            0xFF,
            0xFF,
            0xFF,
            0xFF,
        ]);
        await using var connection = new StreamConnection(stream, "test");

        var first = await connection.ReadAsync(Cancelled);
        Assert.Equal("still there", Assert.IsType<InputTextFrame>(first.Message).Text);
        Assert.Equal("protocol error", (await connection.ReadAsync(Cancelled)).Reason);
    }

    private static byte[] Message(char kind, byte[] content)
    {
        var message = new byte[5 + content.Length];
        message[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), content.Length);
        content.CopyTo(message, 5);
        return message;
    }

    /// <summary>Says what was typed, once.</summary>
    private sealed class Echo : IMediaSessionHandler
    {
        public async Task RunAsync(
            IMediaConnection connection,
            MediaSessionRequest request,
            CancellationToken cancellationToken
        )
        {
            try
            {
                while (await connection.ReadAsync(cancellationToken) is { Message: InputTextFrame typed })
                {
                    await connection.WriteMessageAsync(
                        new BotHeardFrame(new ResponseId(1), typed.Text, IsFinal: true),
                        cancellationToken
                    );
                }
            }
            catch (OperationCanceledException)
            {
                // The server shuts down.
            }
        }
    }
}
