using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Assistant;

public class AssistantHandshakeTests
{
    [Fact]
    public void A_client_without_a_token_is_let_in_while_authentication_is_off()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var shaking = Shake(harness);
            await harness.SendAsync("""{"type":"start","audio":"binary","output_sample_rate":16000}""");
            var result = await shaking;

            Assert.Null(result!.First);
            Assert.Empty(result.Metadata);
            Assert.True(harness.Protocol.Hello.BinaryAudio);
            Assert.Equal(16000, harness.Protocol.Hello.Output.SampleRate);
        });
    }

    [Theory]
    [InlineData("""{"type":"audio","audio_data":"AQD//w=="}""", MediaInputKind.Audio, 16000)]
    [InlineData("""{"type":"audio","audio_data":"AQD//w==","sample_rate":8000}""", MediaInputKind.Audio, 8000)]
    [InlineData("""{"type":"text","text":"hi"}""", MediaInputKind.Message, 16000)]
    [InlineData("""{"type":"end"}""", MediaInputKind.Message, 16000)]
    public void The_first_message_may_be_an_input_already(string json, MediaInputKind kind, int rate)
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var shaking = Shake(harness);
            await harness.SendAsync(json);
            var result = await shaking;

            Assert.Equal(kind, result!.First!.Value.Kind);
            Assert.False(harness.Protocol.Hello.BinaryAudio);
            Assert.Equal(rate, harness.Protocol.Hello.Input.SampleRate);
        });
    }

    [Fact]
    public void A_client_that_begins_with_binary_audio_gets_binary_audio()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var shaking = Shake(harness);
            await harness.SendAsync(Golden.Pcm);

            Assert.Equal(Golden.Pcm, (await shaking)!.First!.Value.Audio.ToArray());
            Assert.True(harness.Protocol.Hello.BinaryAudio);
        });
    }

    [Fact]
    public void A_client_that_begins_with_a_ping_gets_its_pong()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var shaking = Shake(harness);
            await harness.SendAsync("""{"type":"ping","id":7}""");

            Assert.Null((await shaking)!.First);
            Assert.Equal([Golden.Pong], harness.Received);
        });
    }

    [Fact]
    public void A_wrong_first_message_may_be_sent_again()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var shaking = Shake(harness);
            await harness.SendAsync("""{"type":"start","input_sample_rate":96000}""");
            Assert.Contains(
                "\"code\":\"unsupported_audio\"",
                Assert.Single(harness.Received),
                StringComparison.Ordinal
            );
            await harness.SendAsync("""{"type":"start","input_sample_rate":48000}""");

            Assert.NotNull(await shaking);
        });
    }

    [Fact]
    public void The_right_token_is_let_in_with_what_is_known_about_it()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var shaking = Shake(harness, new TokenIsSecret());
            await harness.SendAsync("""{"type":"auth","token":"secret","agent":"a"}""");

            Assert.Equal("a", (await shaking)!.Metadata["agent"]);
        });
    }

    [Theory]
    [InlineData("""{"type":"auth","token":"wrong"}""", ErrorCodes.AuthFailed)]
    [InlineData("""{"type":"auth"}""", ErrorCodes.AuthRequired)]
    [InlineData("""{"type":"audio","audio_data":"AQD//w=="}""", ErrorCodes.AuthRequired)]
    [InlineData("""{"type":"text","text":"hi"}""", ErrorCodes.AuthRequired)]
    public void Without_the_right_token_nobody_is_let_in(string json, string code) =>
        AssertRefused(new TokenIsSecret(), json, code, 4401);

    [Fact]
    public void An_oversize_first_message_is_refused() =>
        AssertRefused(null, new string(' ', 300_000), ErrorCodes.MessageTooLarge, 1009);

    [Fact]
    public void Wrong_messages_without_end_are_refused()
    {
        var harness = new ConnectionHarness(new WebSocketTransportOptions { MaxBadMessages = 3 });
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var shaking = Shake(harness);
            for (var i = 0; i < 3; i++)
            {
                await harness.SendAsync("nonsense");
            }

            Assert.Null(await shaking);
            Assert.Equal("close 1008 overflow", harness.Received[^1]);
            await harness.Link.FinishAsync();
        });
    }

    [Fact]
    public void A_client_that_says_nothing_is_disconnected()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            Assert.Null(await Shake(harness));
            await harness.Link.FinishAsync();

            Assert.Equal(harness.Options.HandshakeTimeout, harness.Time.Elapsed);
            Assert.Equal("close 4408 start_timeout", harness.Received[^1]);
        });
    }

    [Fact]
    public void An_authenticator_that_hangs_does_not_hold_the_client_for_ever()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var shaking = Shake(harness, new Hangs());
            await harness.SendAsync("""{"type":"auth","token":"secret"}""");
            Assert.Null(await shaking);
            await harness.Link.FinishAsync();

            Assert.Equal("close 4408 start_timeout", harness.Received[^1]);
        });
    }

    [Fact]
    public void A_client_that_leaves_is_let_go()
    {
        var harness = new ConnectionHarness();
        harness.Time.Run(async () =>
        {
            var shaking = Shake(harness);
            await harness.Client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
            Assert.Null(await shaking);
            await harness.Link.FinishAsync();
            Assert.Equal(TimeSpan.Zero, harness.Time.Elapsed);
        });
    }

    private static void AssertRefused(IWebSocketAuthenticator? authenticator, string json, string code, int status)
    {
        var harness = new ConnectionHarness(capacity: 1024 * 1024);
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var shaking = Shake(harness, authenticator);
            await harness.SendAsync(json);
            Assert.Null(await shaking);
            await harness.Link.FinishAsync();

            Assert.Equal(2, harness.Received.Count);
            Assert.Contains($"\"code\":\"{code}\"", harness.Received[0], StringComparison.Ordinal);
            Assert.Contains("\"fatal\":true", harness.Received[0], StringComparison.Ordinal);
            Assert.Equal($"close {status} {code}", harness.Received[1]);
        });
    }

    private static Task<HandshakeResult?> Shake(
        ConnectionHarness harness,
        IWebSocketAuthenticator? authenticator = null,
        ResumableSessions? sessions = null
    ) =>
        new AssistantHandshake(
            harness.Link,
            harness.Protocol,
            authenticator,
            sessions ?? new ResumableSessions(harness.Time),
            harness.Options,
            harness.Time
        ).RunAsync(new DefaultHttpContext());

    private sealed class TokenIsSecret : IWebSocketAuthenticator
    {
        public ValueTask<WebSocketAuthentication> AuthenticateAsync(
            WebSocketAuthenticationRequest request,
            CancellationToken cancellationToken
        ) =>
            ValueTask.FromResult(
                request.Token == "secret"
                    ? WebSocketAuthentication.Accept(new Dictionary<string, string> { ["agent"] = request.Agent ?? "" })
                    : WebSocketAuthentication.Refuse()
            );
    }

    private sealed class Hangs : IWebSocketAuthenticator
    {
        public async ValueTask<WebSocketAuthentication> AuthenticateAsync(
            WebSocketAuthenticationRequest request,
            CancellationToken cancellationToken
        )
        {
            await new TaskCompletionSource().Task;
            return WebSocketAuthentication.Accept();
        }
    }
}
