using VoiceAgent.Errors;
using VoiceAgent.Tests.Vendors;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.OpenAI.Speech;

public sealed class OpenAITextToSpeechTests(OpenAIServer server) : IClassFixture<OpenAIServer>
{
    [Fact]
    public async Task A_sentence_is_asked_for_as_raw_audio()
    {
        var bytes = await SpeakAsync(options => options.SpeechInstructions = "Warmly.");

        var request = server.Requests.Last().Json;
        Assert.Equal(9610, bytes);
        Assert.Equal("pcm", request.GetProperty("response_format").GetString());
        Assert.Equal("alloy", request.GetProperty("voice").GetString());
        Assert.Equal("Good morning.", request.GetProperty("input").GetString());
        Assert.Equal("Warmly.", request.GetProperty("instructions").GetString());
    }

    [Theory]
    [ClassData(typeof(Refusals))]
    public Task A_refusal_has_a_code_of_its_own(int status, string code) => WithAsync(VendorFault.Status(status), code);

    [Fact]
    public Task A_page_is_not_played() => WithAsync(VendorFault.Html, ErrorCodes.ProviderGarbage);

    [Fact]
    public Task Audio_that_breaks_off_is_told() => WithAsync(VendorFault.CutAfter(4_000), ErrorCodes.ProviderFailed);

    private async Task WithAsync(VendorFault fault, string code)
    {
        server.Fault = fault;
        try
        {
            await Failing.AssertAsync(code, () => SpeakAsync());
        }
        finally
        {
            server.Fault = null;
        }
    }

    private async Task<int> SpeakAsync(Action<OpenAIOptions>? configure = null)
    {
        using var connection = server.Connect(configure);
        await using var session = await new OpenAITextToSpeech(connection).OpenAsync(
            new TextToSpeechSessionOptions(),
            CancellationToken.None
        );
        await session.WriteAsync(1, "Good morning.", CancellationToken.None);
        await session.FlushAsync(1, CancellationToken.None);
        var bytes = 0;
        await foreach (var made in session.ReadEventsAsync(CancellationToken.None))
        {
            bytes += made.Audio.Length;
            if (made.Kind == TextToSpeechEventKind.Completed)
            {
                break;
            }
        }

        return bytes;
    }
}
