using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VoiceAgent.Providers.OpenAI.Chat;
using VoiceAgent.Providers.OpenAI.Speech;
using VoiceAgent.Providers.OpenAI.Transcription;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.OpenAI;

public sealed class OpenAIPresetTests(OpenAIServer server) : IClassFixture<OpenAIServer>
{
    public static TheoryData<string> Names => [.. OpenAIPresets.All.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_server_is_asked_for_what_it_can_do(string name)
    {
        var preset = OpenAIPresets.Find(name)!;
        using var connection = server.Connect(options => options.Preset = name);
        if (preset.ChatModel is { } chat)
        {
            await new OpenAIChatClient(connection).GetResponseAsync("hello");
            Assert.Equal(chat, server.Requests.Last().Json.GetProperty("model").GetString());
        }

        if (preset.SpeechModel is not null)
        {
            await using var session = await new OpenAITextToSpeech(connection).OpenAsync(new(), default);
            Assert.NotNull(preset.Voice);
        }

        Assert.True(Uri.TryCreate(preset.BaseUrl, UriKind.Absolute, out _));
        Assert.True(connection.IsConfigured);
    }

    [Fact]
    public void A_name_that_is_no_preset_is_refused() =>
        Assert.Contains(
            "ollama",
            Assert
                .Throws<OptionsValidationException>(() => new OpenAIConnection(new OpenAIOptions { Preset = "nobody" }))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Services_are_there_under_their_key()
    {
        using var provider = new ServiceCollection()
            .AddOpenAI(options => (options.BaseUrl, options.ApiKey) = ($"{server.Address}v1", "k"))
            .BuildServiceProvider();

        Assert.IsType<OpenAIChatClient>(provider.GetRequiredKeyedService<IChatClient>("openai"));
        Assert.IsType<OpenAISpeechToText>(provider.GetRequiredService<ISpeechToText>());
        Assert.IsType<OpenAITextToSpeech>(provider.GetRequiredService<ITextToSpeech>());
    }
}
