using System.Net.WebSockets;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

public class PipecatHandshakeTests
{
    [Theory]
    [InlineData("\"2.1.0\"", "2.1.0", false, null)]
    [InlineData("\"2.9.3\"", "2.1.0", false, null)]
    [InlineData("\"1.4.0\"", "1.4.0", true, null)]
    [InlineData("\"1.0.0\"", "1.0.0", true, null)]
    [InlineData("\"3.0.0\"", "2.1.0", false, "RTVI version 3.0.0 is not compatible")]
    [InlineData("\"0.3.5\"", "2.1.0", false, "RTVI version 0.3.5 is not compatible")]
    [InlineData("\"2.1\"", "2.1.0", false, "Invalid client version format (2.1)")]
    [InlineData("\"2.x.0\"", "2.1.0", false, "Invalid client version format (2.x.0)")]
    [InlineData("\"-2.1.0\"", "2.1.0", false, "Invalid client version format")]
    [InlineData("\"2.99999999999.0\"", "2.1.0", false, "Invalid client version format")]
    [InlineData("null", "2.1.0", false, "Client version unknown")]
    [InlineData("2", "2.1.0", false, "Client version unknown")]
    public void Every_version_is_let_in(string said, string agreed, bool isLegacy, string? complaint)
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var handshake = harness.Shake();
            var shaking = handshake.RunAsync(PipecatHarness.Request(), "robin");
            await harness.SendAsync(PipecatBytes.Rtvi("client-ready", $$"""{"version":{{said}},"about":7}"""));

            Assert.True(await shaking);
            Assert.Equal(("0a1b2c3d", "robin"), (handshake.ReadyId, handshake.Agent));
            Assert.Equal((agreed, isLegacy), (harness.Protocol.Version.Text, harness.Protocol.Version.IsLegacy));
        });
        if (complaint is null)
        {
            Assert.Empty(harness.Received);
        }
        else
        {
            Assert.Contains(
                $"\"error-response\",\"id\":\"0a1b2c3d\",\"data\":{{\"error\":\"{complaint}",
                harness.Received[0]
            );
        }
    }

    [Fact]
    public void What_comes_before_client_ready_is_dropped_or_answered()
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var shaking = harness.Shake().RunAsync(PipecatHarness.Request(), null);
            await harness.SendAsync(PipecatBytes.GoldenAudio);
            await harness.SendAsync("""{"label":"other"}""");
            await harness.SendAsync(PipecatBytes.Requests[2]);
            await harness.SendAsync([0x12]);
            await harness.SendAsync("nonsense");
            await harness.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text);
            await harness.SendAsync(PipecatBytes.Requests[0]);

            Assert.True(await shaking);
        });
        Assert.Equal(["error-response", "error", "error", "error"], harness.Types);
        Assert.Contains("Send client-ready first.", harness.Received[0]);
        Assert.All(harness.Received.Skip(1), error => Assert.EndsWith("\"fatal\":false}}", error));
    }

    [Theory]
    [InlineData("", null, ErrorCodes.AuthRequired)]
    [InlineData("?token=wrong", null, ErrorCodes.AuthFailed)]
    [InlineData("", "wrong", ErrorCodes.AuthFailed)]
    [InlineData("?token=sesame", null, null)]
    [InlineData("?token=old&token=sesame", null, null)] // A second connect appends a second token.
    [InlineData("", "sesame", null)]
    public void A_token_is_looked_for_where_clients_can_put_it(string query, string? bearer, string? refused)
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var shaking = harness.Shake(new Sesame()).RunAsync(PipecatHarness.Request(query, bearer), null);
            if (refused is null)
            {
                await harness.SendAsync(PipecatBytes.Requests[0]);
            }

            Assert.Equal(refused is null, await shaking);
            if (refused is not null)
            {
                await harness.Link.FinishAsync();
                Assert.EndsWith("\"fatal\":true}}", harness.Received[0]);
                Assert.Equal($"close 4003 {refused}", harness.Received[1]);
            }
        });
    }

    [Fact]
    public void A_start_token_is_good_once_and_brings_what_the_start_knew()
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            var metadata = new Dictionary<string, string> { ["user_id"] = "ada" };
            var token = harness.Tokens.Issue(new PipecatStart("concierge", metadata));
            var handshake = harness.Shake(new Sesame());
            var shaking = handshake.RunAsync(PipecatHarness.Request($"?token={token}"), null);
            await harness.SendAsync(PipecatBytes.Requests[0]);

            Assert.True(await shaking);
            Assert.Equal(("concierge", "ada"), (handshake.Agent, handshake.Metadata["user_id"]));
            Assert.Null(harness.Tokens.TryTake(token));
        });
    }

    [Fact]
    public void A_start_token_dies_after_five_minutes()
    {
        var harness = new PipecatHarness();
        var token = harness.Tokens.Issue(new PipecatStart(null, new Dictionary<string, string>()));
        harness.Time.Advance(TimeSpan.FromMinutes(5.1));

        Assert.Null(harness.Tokens.TryTake(token));
    }

    [Fact]
    public void Start_tokens_are_bounded()
    {
        var harness = new PipecatHarness();
        var start = new PipecatStart(null, new Dictionary<string, string>());
        var issued = Enumerable.Range(0, 10_001).Count(_ => harness.Tokens.Issue(start) is not null);

        Assert.Equal(10_000, issued);
    }

    [Fact]
    public void A_client_that_is_never_ready_is_disconnected()
    {
        var harness = new PipecatHarness();
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            Assert.False(await harness.Shake().RunAsync(PipecatHarness.Request(), null));
            await harness.Link.FinishAsync();
        });
        Assert.Equal(harness.Options.HandshakeTimeout, harness.Time.Elapsed);
        Assert.Equal("close 4408 start_timeout", harness.Received[^1]);
    }

    [Fact]
    public void Wrong_messages_without_end_are_refused()
    {
        var harness = new PipecatHarness(new WebSocketTransportOptions { MaxBadMessages = 3 });
        harness.Time.Run(async () =>
        {
            _ = harness.ReadAsync();
            var shaking = harness.Shake().RunAsync(PipecatHarness.Request(), null);
            for (var i = 0; i < 3; i++)
            {
                await harness.SendAsync("nonsense");
            }

            Assert.False(await shaking);
            await harness.Link.FinishAsync();
        });
        Assert.Equal("close 1008 overflow", harness.Received[^1]);
    }

    private sealed class Sesame : IWebSocketAuthenticator
    {
        public ValueTask<WebSocketAuthentication> AuthenticateAsync(
            WebSocketAuthenticationRequest request,
            CancellationToken cancellationToken
        ) =>
            ValueTask.FromResult(
                request.Token == "sesame" ? WebSocketAuthentication.Accept() : WebSocketAuthentication.Refuse()
            );
    }
}
