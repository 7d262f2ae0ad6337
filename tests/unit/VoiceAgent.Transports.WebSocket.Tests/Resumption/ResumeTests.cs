using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Testing;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>Coming back, message by message, with a client that a test plays by hand.</summary>
public class ResumeTests
{
    private const string Hello = """{"type":"start","audio":"binary","resumable":true,"reports_playback":true}""";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private readonly VirtualTime _time = new();
    private readonly TalkingSession _session = new();

    [Fact]
    public void What_was_missed_is_told_and_what_was_received_is_not() =>
        Run(async server =>
        {
            var client = await RawTalk.BeginAsync(server, Hello);
            await client.SendAsync("""{"type":"text","text":"one"}""");
            await client.SendAsync(new byte[640]);
            await PauseAsync();
            var seen = client.LastSequence;
            server.Line!.Break(serverNotices: true);
            await PauseAsync();
            await _session.TellAsync("two");

            var back = await client.ReturnAsync(server, sequence: seen);
            await PauseAsync();

            var resumed = back.Received[0];
            Assert.Equal("resumed", resumed.GetProperty("type").GetString());
            Assert.Equal(320, resumed.GetProperty("received_samples").GetInt64());
            Assert.Equal(1, resumed.GetProperty("received_texts").GetInt64());
            Assert.True(resumed.GetProperty("complete").GetBoolean());
            Assert.Equal("two", Assert.Single(back.Received.Skip(1)).GetProperty("text").GetString());
        });

    [Fact]
    public void More_than_is_kept_is_told_to_be_incomplete() =>
        Run(async server =>
        {
            var client = await RawTalk.BeginAsync(server, Hello);
            server.Line!.Break(serverNotices: true);
            await PauseAsync();
            for (var i = 0; i < 1100; i++)
            {
                await _session.TellAsync($"{i}");
            }

            var back = await client.ReturnAsync(server, sequence: 0);
            await PauseAsync();

            Assert.False(back.Received[0].GetProperty("complete").GetBoolean());
            Assert.Equal(1025, back.Received.Count);
            Assert.Equal("1099", back.Received[^1].GetProperty("text").GetString());
        });

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("nobody.0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("{id}.")]
    [InlineData("{id}.0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("{id}.ÄÖÜ")]
    public void A_foreign_token_is_refused_and_the_socket_may_begin_anew(string token) =>
        Run(async server =>
        {
            var client = await RawTalk.BeginAsync(server, Hello);
            var id = client.Token.Split('.')[0];
            var thief = RawTalk.Connect(server);
            await thief.ResumeAsync(token.Replace("{id}", id, StringComparison.Ordinal), 0, 0);
            await PauseAsync();
            Assert.Equal(ErrorCodes.ResumeFailed, Assert.Single(thief.Received).GetProperty("code").GetString());

            await thief.SendAsync(Hello);
            await PauseAsync();
            Assert.Equal("ready", thief.Received[^1].GetProperty("type").GetString());
            Assert.NotEqual(id, thief.Token.Split('.')[0]);
            await _session.TellAsync("to the first", session: 0);
            await PauseAsync();
            Assert.Equal("to the first", client.Received[^1].GetProperty("text").GetString());
        });

    [Fact]
    public void A_token_is_good_until_the_next_one_was_used() =>
        Run(async server =>
        {
            var client = await RawTalk.BeginAsync(server, Hello);
            server.Line!.Break(serverNotices: true);
            await PauseAsync();

            // The answer gets lost: the client comes with the same token again.
            var lost = await client.ReturnAsync(server);
            server.Line!.Break(serverNotices: true);
            var back = await client.ReturnAsync(server);
            await PauseAsync();
            Assert.Equal("resumed", back.Received[0].GetProperty("type").GetString());

            await back.SendAsync("""{"type":"played","samples":0}""");
            await PauseAsync();
            var replayed = await client.ReturnAsync(server);
            await PauseAsync();
            Assert.Equal(ErrorCodes.ResumeFailed, replayed.Received[0].GetProperty("code").GetString());
            Assert.Empty(lost.Received);
        });

    [Fact]
    public void After_the_grace_the_conversation_is_over() =>
        Run(async server =>
        {
            var client = await RawTalk.BeginAsync(server, Hello);
            server.Line!.Break(serverNotices: true);
            await Task.Delay(Grace - Moment, _time);
            Assert.Equal(1, server.Sessions.Count);
            await Task.Delay(2 * Moment, _time);
            Assert.Equal(0, server.Sessions.Count);
            Assert.Equal(["the client did not come back"], _session.Ends);

            var late = await client.ReturnAsync(server);
            await PauseAsync();
            Assert.Equal(ErrorCodes.ResumeFailed, late.Received[0].GetProperty("code").GetString());
        });

    [Fact]
    public void A_client_that_closes_has_left() =>
        Run(async server =>
        {
            var client = await RawTalk.BeginAsync(server, Hello);
            await client.CloseAsync();
            await PauseAsync();

            Assert.Equal(0, server.Sessions.Count);
            Assert.Equal(["client"], _session.Ends);
        });

    [Fact]
    public void A_client_that_does_not_ask_for_it_cannot_come_back() =>
        Run(async server =>
        {
            var client = await RawTalk.BeginAsync(server, """{"type":"start"}""");
            Assert.False(client.Received[0].TryGetProperty("resume", out _));
            await _session.TellAsync("hello");
            await PauseAsync();
            Assert.False(client.Received[^1].TryGetProperty("seq", out _));
            server.Line!.Break(serverNotices: true);
            await PauseAsync();

            Assert.Equal(["connection lost"], _session.Ends);
        });

    [Fact]
    public void It_can_be_turned_off() =>
        Run(
            async server =>
            {
                var client = await RawTalk.BeginAsync(server, Hello);
                Assert.False(client.Received[0].TryGetProperty("resume", out _));
            },
            new WebSocketTransportOptions { ResumeGrace = TimeSpan.Zero }
        );

    [Fact]
    public void While_all_sessions_are_taken_a_client_comes_back_to_its_own_and_nobody_else_gets_in() =>
        Run(
            async server =>
            {
                var client = await RawTalk.BeginAsync(server, Hello);
                server.Line!.Break(serverNotices: true);
                await PauseAsync();
                var other = RawTalk.Connect(server);
                await other.SendAsync(Hello);
                await PauseAsync();
                Assert.Equal(ErrorCodes.ServerBusy, other.Received[0].GetProperty("code").GetString());

                var back = await client.ReturnAsync(server);
                await PauseAsync();
                Assert.Equal("resumed", back.Received[0].GetProperty("type").GetString());

                await back.CloseAsync();
                await PauseAsync();
                var next = await RawTalk.BeginAsync(server, Hello);
                Assert.Equal("ready", next.Received[0].GetProperty("type").GetString());
            },
            new WebSocketTransportOptions { MaxSessions = 1 }
        );

    [Fact]
    public void Somebody_else_cannot_take_a_conversation_over_with_a_stolen_token() =>
        Run(
            async server =>
            {
                const string WithToken = """{"type":"auth","token":"ann","resumable":true,"reports_playback":true}""";
                var client = await RawTalk.BeginAsync(server, WithToken);
                var thief = RawTalk.Connect(server);
                await thief.ResumeAsync(client.Token, 0, 0, token: "bob");
                await PauseAsync();
                Assert.Equal(ErrorCodes.ResumeFailed, thief.Received[0].GetProperty("code").GetString());

                var back = RawTalk.Connect(server);
                await back.ResumeAsync(client.Token, 0, 0, token: "ann");
                await PauseAsync();
                Assert.Equal("resumed", back.Received[0].GetProperty("type").GetString());

                var stranger = RawTalk.Connect(server);
                await stranger.ResumeAsync(client.Token, 0, 0);
                await PauseAsync();
                Assert.Equal(ErrorCodes.AuthRequired, stranger.Received[0].GetProperty("code").GetString());
            },
            authenticator: new TokenIsName()
        );

    [Theory]
    [InlineData("""{"type":"resume"}""")]
    [InlineData("""{"type":"resume","resume_token":7,"position":0}""")]
    [InlineData("""{"type":"resume","resume_token":"a.b"}""")]
    [InlineData("""{"type":"resume","resume_token":"a.b","position":-1}""")]
    [InlineData("""{"type":"resume","resume_token":"a.b","position":1.5}""")]
    [InlineData("""{"type":"resume","resume_token":"a.b","position":0,"seq":-1}""")]
    [InlineData("""{"type":"resume","resume_token":"a.b","position":0,"seq":"7"}""")]
    [InlineData("""{"type":"start","resumable":"yes"}""")]
    public void A_wrong_message_says_what_is_wrong_with_it(string message) =>
        Run(async server =>
        {
            var client = RawTalk.Connect(server);
            await client.SendAsync(message);
            await PauseAsync();

            Assert.Equal(ErrorCodes.InvalidMessage, Assert.Single(client.Received).GetProperty("code").GetString());
        });

    [Fact]
    public void Other_formats_than_before_are_refused() =>
        Run(async server =>
        {
            var client = await RawTalk.BeginAsync(server, Hello);
            var back = RawTalk.Connect(server);
            await back.SendAsync(
                $$"""{"type":"resume","resume_token":"{{client.Token}}","position":0,"reports_playback":true,"output_sample_rate":48000}"""
            );
            await PauseAsync();

            Assert.Equal(ErrorCodes.ResumeFailed, Assert.Single(back.Received).GetProperty("code").GetString());
        });

    private Task PauseAsync() => Task.Delay(Moment, _time);

    private void Run(
        Func<InMemoryServer, Task> body,
        WebSocketTransportOptions? options = null,
        IWebSocketAuthenticator? authenticator = null
    ) => _time.Run(() => body(new InMemoryServer(_time, _session, options, authenticator)));

    /// <summary>Everybody is who they say.</summary>
    private sealed class TokenIsName : IWebSocketAuthenticator
    {
        public ValueTask<WebSocketAuthentication> AuthenticateAsync(
            WebSocketAuthenticationRequest request,
            CancellationToken cancellationToken
        ) =>
            ValueTask.FromResult(
                request.Token is null
                    ? WebSocketAuthentication.Refuse()
                    : WebSocketAuthentication.Accept(new Dictionary<string, string> { ["user_id"] = request.Token })
            );
    }

    /// <summary>Sessions in which a test says what is told.</summary>
    private sealed class TalkingSession : IMediaSessionHandler
    {
        private readonly List<IMediaConnection> _connections = [];

        public List<string> Ends { get; } = [];

        public ValueTask TellAsync(string text, int? session = null) =>
            _connections[session ?? ^1].WriteMessageAsync(new UserTurnFrame(text), CancellationToken.None);

        public async Task RunAsync(
            IMediaConnection connection,
            MediaSessionRequest request,
            CancellationToken cancellationToken
        )
        {
            _connections.Add(connection);
            await connection.WriteMessageAsync(new SessionReadyFrame("test", []), cancellationToken);
            MediaInput input;
            while ((input = await connection.ReadAsync(cancellationToken)).Kind != MediaInputKind.Closed)
            {
                if (input.Message is ClientLostFrame or ClientResumedFrame)
                {
                    await connection.WriteMessageAsync(input.Message, cancellationToken);
                }
            }

            Ends.Add(input.Reason!);
        }
    }
}
