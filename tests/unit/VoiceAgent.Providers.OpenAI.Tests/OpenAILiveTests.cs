using Microsoft.Extensions.AI;
using VoiceAgent.Providers.OpenAI.Chat;
using VoiceAgent.Providers.OpenAI.Realtime;
using VoiceAgent.SpeechToSpeech;

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

    [Fact]
    public async Task OpenAI_itself_answers_over_the_responses_interface()
    {
        using var connection = new OpenAIConnection(new OpenAIOptions { Api = ChatApi.Responses });
        Assert.SkipUnless(connection.IsConfigured, "OpenAI is not asked: OPENAI_API_KEY is not set.");

        var answer = await new OpenAIResponsesClient(connection).GetResponseAsync(
            "Say yes.",
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.NotEmpty(answer.Text);
    }

    [Fact]
    public async Task OpenAI_itself_speaks()
    {
        using var connection = new OpenAIConnection(new OpenAIOptions());
        Assert.SkipUnless(connection.IsConfigured, "OpenAI is not asked: OPENAI_API_KEY is not set.");
        var token = TestContext.Current.CancellationToken;
        await using var session = await new OpenAISpeechToSpeech(connection).OpenAsync(
            new SpeechToSpeechSessionOptions { Instructions = "Be brief." },
            token
        );

        session.Add(new ChatMessage(ChatRole.User, "Say yes."));
        session.Respond(1, new SpeechToSpeechRequest { MayCallTools = false });
        var isSpoken = false;
        await foreach (var told in session.ReadEventsAsync(token))
        {
            isSpoken |= told is SpeechToSpeechEvent.Audio;
            if (told is SpeechToSpeechEvent.Ended or SpeechToSpeechEvent.Failed)
            {
                break;
            }
        }

        Assert.True(isSpoken);
    }
}
