using Microsoft.Extensions.AI;
using VoiceAgent.Providers.OpenAI.Chat;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>Asks the vendor itself, where there is a key.</summary>
public sealed class OpenAILiveTests
{
    [Fact]
    public async Task OpenAI_itself_answers()
    {
        using var connection = new OpenAIConnection(new OpenAIOptions());
        Assert.SkipUnless(connection.IsConfigured, "OpenAI is not asked: OPENAI_API_KEY is not set.");

        var answer = await new OpenAIChatClient(connection).GetResponseAsync(
            "Say yes.",
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.NotEmpty(answer.Text);
    }
}
