using VoiceAgent.Errors;
using VoiceAgent.Providers.ElevenLabs.Speech;
using VoiceAgent.Tests.Vendors;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.ElevenLabs;

public sealed class ElevenLabsTextToSpeechTests : IAsyncLifetime
{
    private readonly ElevenLabsServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Characters_become_words_across_pieces_of_audio()
    {
        var made = await SpeakAsync(_server.Options, "Good morning Ana.");

        var words = made.SelectMany(e => e.Words ?? []).ToArray();
        Assert.Equal(["Good", "morning", "Ana."], words.Select(word => word.Word));
        Assert.Equal(TimeSpan.FromMilliseconds(13 * 50), words[2].Start);
        Assert.Equal(TimeSpan.FromMilliseconds(17 * 50), words[2].End);
    }

    [Fact]
    public async Task The_voices_settings_open_a_context()
    {
        var options = _server.Options;
        (options.Model, options.Stability, options.Similarity) = ("eleven_multilingual_v2", 0.5, 0.75);
        await SpeakAsync(options, "Hola.");

        Assert.Contains("model_id=eleven_multilingual_v2", _server.Requests.First().Query, StringComparison.Ordinal);
        Assert.Equal(Failing.Key, _server.Requests.First().Headers["xi-api-key"]);
        var settings = _server.Requests.First(r => r.Method == "WS").Json.GetProperty("voice_settings");
        Assert.Equal(0.75, settings.GetProperty("similarity_boost").GetDouble());
        Assert.True(settings.GetProperty("use_speaker_boost").GetBoolean());
    }

    [Fact]
    public async Task An_interruption_closes_the_context()
    {
        await using var session = await OpenAsync(_server.Options);
        await session.WriteAsync(1, "A long story", CancellationToken.None);
        await session.CancelAsync(1, CancellationToken.None);
        var made = await SpeakAsync(session, 2, "Yes?");

        Assert.All(made, e => Assert.Equal(2, e.Utterance));
        Assert.Contains(
            _server.Requests.Where(r => r.Method == "WS"),
            r => r.Json.TryGetProperty("close_context", out _) && r.Json.GetProperty("context_id").GetString() == "1"
        );
    }

    [Fact]
    public async Task Where_no_socket_can_be_opened_it_speaks_by_HTTP()
    {
        _server.TakesSockets = false;
        var options = _server.Options;
        options.StreamingLatency = 3;
        var made = await SpeakAsync(options, "Good morning.");

        Assert.True(made.Sum(e => e.Audio.Length) > 0);
        Assert.Contains("optimize_streaming_latency=3", _server.Requests.Last().Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, ErrorCodes.ProviderUnauthorized)]
    [InlineData(404, ErrorCodes.ProviderNotFound)]
    [InlineData(429, ErrorCodes.ProviderRateLimited)]
    [InlineData(503, ErrorCodes.ProviderUnavailable)]
    public async Task A_refusal_has_a_code_of_its_own(int status, string code)
    {
        _server.Fault = VendorFault.Status(status);

        await Failing.AssertAsync(code, () => SpeakAsync(_server.Options, "Hello."));
    }

    [Fact]
    public async Task A_page_is_not_played()
    {
        _server.Fault = VendorFault.Html;

        await Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => SpeakAsync(_server.Options, "Hello."));
    }

    [Fact]
    public async Task Voices_are_listed()
    {
        using var voice = new ElevenLabsTextToSpeech(_server.Options);

        Assert.Equal(
            [new ElevenLabsVoice("v1", "Ana") { Category = "premade" }],
            await voice.ListVoicesAsync(CancellationToken.None)
        );
    }

    [Fact]
    public async Task ElevenLabs_itself_lists_its_voices()
    {
        var options = new ElevenLabsOptions();
        Assert.SkipUnless(options.IsConfigured, "ElevenLabs is not asked: ELEVENLABS_API_KEY is not set.");
        using var voice = new ElevenLabsTextToSpeech(options);

        Assert.NotEmpty(await voice.ListVoicesAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<ITextToSpeechSession> OpenAsync(ElevenLabsOptions options) =>
        await new ElevenLabsTextToSpeech(options).OpenAsync(new TextToSpeechSessionOptions(), CancellationToken.None);

    private static async Task<List<TextToSpeechEvent>> SpeakAsync(ElevenLabsOptions options, string text)
    {
        await using var session = await OpenAsync(options);
        return await SpeakAsync(session, 1, text);
    }

    private static async Task<List<TextToSpeechEvent>> SpeakAsync(
        ITextToSpeechSession session,
        long number,
        string text
    )
    {
        await session.WriteAsync(number, text, CancellationToken.None);
        await session.FlushAsync(number, CancellationToken.None);
        var made = new List<TextToSpeechEvent>();
        await foreach (var e in session.ReadEventsAsync(CancellationToken.None))
        {
            made.Add(e);
            if (e.Kind == TextToSpeechEventKind.Completed)
            {
                break;
            }
        }

        return made;
    }
}
