using VoiceAgent.Errors;
using VoiceAgent.Stt;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.Deepgram;

public sealed class DeepgramSpeechToTextTests : IAsyncLifetime
{
    private readonly DeepgramServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Pieces_of_a_segment_are_one_text_with_times_from_its_start()
    {
        await using var session = await OpenAsync();
        await WriteAsync(session, 32_000);
        var first = await FinalAsync(session);
        await WriteAsync(session, 16_000);
        var second = await FinalAsync(session);

        Assert.Equal("I said 32000 bytes", first.Text);
        Assert.Equal("I said 16000 bytes", second.Text);
        Assert.Equal(TimeSpan.Zero, second.Words[0].Start);
        Assert.Equal(TimeSpan.FromSeconds(0.2), second.Words[2].Start);
        Assert.Equal(0.9f, second.Confidence);
    }

    [Fact]
    public async Task A_connection_says_what_it_wants()
    {
        await using var session = await OpenAsync("es");

        var request = _server.Requests.First();
        Assert.Equal($"Token {Failing.Key}", request.Headers["Authorization"]);
        Assert.Contains("language=es", request.Query, StringComparison.Ordinal);
        Assert.Contains("sample_rate=16000", request.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_word_is_lost_with_a_connection()
    {
        _server.Drops = 1;
        await using var session = await OpenAsync();
        await WriteAsync(session, 32_000);

        Assert.Equal("I said 32000 bytes", (await FinalAsync(session)).Text);
    }

    [Fact]
    public async Task A_connection_that_is_lost_again_and_again_is_given_up()
    {
        _server.Drops = 100;
        await using var session = await OpenAsync();
        await WriteAsync(session, 32_000);

        await Failing.AssertAsync(ErrorCodes.ProviderFailed, () => FinalAsync(session));
    }

    [Fact]
    public async Task Of_an_answer_that_does_not_come_to_its_end_what_was_heard_counts()
    {
        _server.Halves = true;
        var clock = new HandClock();
        await using var session = await DeepgramServiceCollectionExtensions
            .CreateRecognizer(_server.Options, clock)
            .OpenAsync(new(), CancellationToken.None);
        await WriteAsync(session, 32_000);

        Assert.Equal("I said", (await FinalAsync(session, () => clock.Advance(TimeSpan.FromSeconds(2)))).Text);
    }

    [Theory]
    [ClassData(typeof(Refusals))]
    public async Task A_refusal_has_a_code_of_its_own(int status, string code)
    {
        _server.Fault = VendorFault.Status(status);

        await Failing.AssertAsync(code, () => OpenAsync());
    }

    [Fact]
    public async Task A_page_instead_of_a_socket_is_garbage()
    {
        _server.Fault = VendorFault.Html;

        await Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => OpenAsync());
    }

    [Fact]
    public async Task A_missing_key_is_named_by_its_setting()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("DEEPGRAM_API_KEY") is not null,
            "DEEPGRAM_API_KEY is set here"
        );
        var options = _server.Options;
        options.ApiKey = null;

        var failure = await Failing.AssertAsync(
            ErrorCodes.InvalidConfiguration,
            () =>
                DeepgramServiceCollectionExtensions
                    .CreateRecognizer(options)
                    .OpenAsync(new SpeechToTextSessionOptions(), CancellationToken.None)
                    .AsTask()
        );

        Assert.Contains("VoiceAgent:Deepgram:ApiKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deepgram_itself_opens_a_session()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("DEEPGRAM_API_KEY") is null,
            "Deepgram is not asked: DEEPGRAM_API_KEY is not set."
        );
        await using var session = await DeepgramServiceCollectionExtensions
            .CreateRecognizer(new DeepgramOptions())
            .OpenAsync(new SpeechToTextSessionOptions(), TestContext.Current.CancellationToken);
        await WriteAsync(session, 32_000);

        Assert.NotNull((await FinalAsync(session)).Text);
    }

    private static async Task WriteAsync(ISpeechToTextSession session, int bytes)
    {
        for (var written = 0; written < bytes; written += 640)
        {
            await session.WriteAsync(new byte[Math.Min(640, bytes - written)], CancellationToken.None);
        }
    }

    private static async Task<SpeechToTextEvent> FinalAsync(ISpeechToTextSession session, Action? onInterim = null)
    {
        await session.FinalizeAsync(CancellationToken.None);
        await foreach (var heard in session.ReadEventsAsync(CancellationToken.None))
        {
            if (heard.Kind == SpeechToTextEventKind.Final)
            {
                return heard;
            }

            onInterim?.Invoke();
        }

        throw new InvalidOperationException("the session ended");
    }

    private async Task<ISpeechToTextSession> OpenAsync(string? language = null) =>
        await DeepgramServiceCollectionExtensions
            .CreateRecognizer(_server.Options)
            .OpenAsync(new() { Language = language }, CancellationToken.None);
}
