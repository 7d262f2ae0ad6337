using VoiceAgent.Errors;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Tests.Vendors;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.ElevenLabsDotNet;

public sealed class ElevenLabsDotNetVoiceContract(ElevenLabsHttpServer server)
    : TextToSpeechContract,
        IClassFixture<ElevenLabsHttpServer>
{
    protected override ITextToSpeech CreateVoice() => new ElevenLabsDotNetTextToSpeech(server.Options);
}

public sealed class ElevenLabsDotNetTextToSpeechTests : IAsyncLifetime
{
    private readonly ElevenLabsHttpServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_sentence_is_asked_for_as_configured_and_its_samples_are_whole()
    {
        var options = _server.Options;
        (options.Stability, options.Style, options.Speed) = (0.25, 0.5, 1.1);
        var made = await SpeakAsync(options, new() { Voice = "ana", Language = "es-ES" });

        var request = _server.Requests.Single();
        Assert.Equal("/v1/text-to-speech/ana/stream", request.Path);
        Assert.Contains("output_format=pcm_24000", request.Query, StringComparison.Ordinal);
        Assert.Equal(Failing.Key, request.Headers["xi-api-key"]);
        Assert.Equal("Hello there.", request.Json.GetProperty("text").GetString());
        Assert.Equal("eleven_flash_v2_5", request.Json.GetProperty("model_id").GetString());
        Assert.Equal("es", request.Json.GetProperty("language_code").GetString());
        var settings = request.Json.GetProperty("voice_settings");
        Assert.Equal(0.25, settings.GetProperty("stability").GetDouble(), 3);
        Assert.Equal(0.75, settings.GetProperty("similarity_boost").GetDouble(), 3);
        Assert.Equal(0.5, settings.GetProperty("style").GetDouble(), 3);
        Assert.Equal(1.1, settings.GetProperty("speed").GetDouble(), 3);
        Assert.True(settings.GetProperty("use_speaker_boost").GetBoolean());
        Assert.Equal(24_000, made.Sum(part => part.Audio.Length));
        Assert.All(made, part => Assert.Equal(0, part.Audio.Length % 2));
    }

    [Fact]
    public async Task A_language_is_not_told_to_models_that_refuse_it()
    {
        var options = _server.Options;
        options.Model = "eleven_multilingual_v2";
        await SpeakAsync(options, new() { Language = "es" });

        Assert.False(_server.Requests.Single().Json.TryGetProperty("language_code", out _));
    }

    [Theory]
    [ClassData(typeof(Refusals))]
    public async Task A_refusal_has_a_code_of_its_own_and_never_prints_the_key(int status, string code)
    {
        _server.Fault = VendorFault.Status(status, "3");

        var failure = await Failing.AssertAsync(code, () => SpeakAsync(_server.Options));

        Assert.Equal(TimeSpan.FromSeconds(3), failure.RetryAfter);
    }

    [Fact]
    public async Task A_page_instead_of_audio_is_garbage()
    {
        _server.Fault = VendorFault.Html;

        await Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => SpeakAsync(_server.Options));
    }

    [Fact]
    public async Task An_answer_without_audio_is_garbage()
    {
        _server.Length = 0;

        await Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => SpeakAsync(_server.Options));
    }

    [Fact]
    public async Task Sentences_share_a_connection()
    {
        using var voice = new ElevenLabsDotNetTextToSpeech(_server.Options);
        await SpeakAsync(voice, new());
        await SpeakAsync(voice, new());

        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task A_missing_key_is_named_by_its_setting()
    {
        Assert.SkipWhen(new ElevenLabsDotNetOptions().IsConfigured, "ELEVENLABS_API_KEY is set here");
        var options = _server.Options;
        options.ApiKey = null;

        var failure = await Failing.AssertAsync(ErrorCodes.InvalidConfiguration, () => SpeakAsync(options));

        Assert.Contains("VoiceAgent:ElevenLabs:ApiKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ElevenLabs_itself_speaks()
    {
        Assert.SkipUnless(
            new ElevenLabsDotNetOptions().IsConfigured,
            "ElevenLabs is not asked: ELEVENLABS_API_KEY is not set."
        );

        Assert.NotEmpty(await SpeakAsync(new ElevenLabsDotNetOptions()));
    }

    private static async Task<List<TextToSpeechEvent>> SpeakAsync(
        ElevenLabsDotNetOptions options,
        TextToSpeechSessionOptions? session = null
    )
    {
        using var voice = new ElevenLabsDotNetTextToSpeech(options);
        return await SpeakAsync(voice, session ?? new());
    }

    private static async Task<List<TextToSpeechEvent>> SpeakAsync(
        ElevenLabsDotNetTextToSpeech voice,
        TextToSpeechSessionOptions options
    )
    {
        var token = TestContext.Current.CancellationToken;
        await using var session = await voice.OpenAsync(options, token);
        await session.WriteAsync(1, "Hello there.", token);
        await session.FlushAsync(1, token);
        List<TextToSpeechEvent> made = [];
        await foreach (var item in session.ReadEventsAsync(token))
        {
            if (item.Kind == TextToSpeechEventKind.Completed)
            {
                break;
            }

            made.Add(item);
        }

        return made;
    }
}
