using VoiceAgent.Tests.Common;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Coming back over real sockets.</summary>
public class ResumeTests
{
    [Fact]
    public async Task A_client_whose_socket_was_cut_goes_on_by_itself()
    {
        await using var server = await EchoServer.StartAsync();
        await using var line = CuttableLine.To(server.Http.Port);
        await using var client = await AssistantClient.ConnectAsync(
            new Uri($"ws://127.0.0.1:{line.Port}/ws/assistant"),
            new AssistantClientOptions { Resumes = true },
            TestContext.Current.CancellationToken
        );
        await using var messages = client.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        for (var round = 0; round < 10; round++)
        {
            await client.SendTextAsync($"round {round}");
            await ReadAsync<ServerTurn>(messages, turn => turn.Text == $"round {round}");
            line.Cut();
            await client.SendTextAsync($"behind the cut {round}");
            await ReadAsync<ServerTurn>(messages, turn => turn.Text == $"behind the cut {round}");
        }

        await client.EndAsync();
        await ReadAsync<ServerBye>(messages, _ => true);
        Assert.Single(server.Sessions.Requests);
    }

    /// <summary>The next message of a kind: it must be the right one.</summary>
    private static async Task ReadAsync<T>(IAsyncEnumerator<ServerMessage> messages, Predicate<T> isRight)
        where T : ServerMessage
    {
        while (await messages.MoveNextAsync())
        {
            if (messages.Current is T message)
            {
                Assert.True(isRight(message));
                return;
            }

            Assert.True(messages.Current is ServerResumed or ServerAudio, messages.Current.ToString());
        }

        Assert.Fail("The conversation has ended.");
    }
}
