using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Stt;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.OpenAI.Transcription;

public sealed class OpenAISpeechToTextTests(OpenAIServer server) : IClassFixture<OpenAIServer>
{
    [Fact]
    public async Task A_file_says_its_language_and_its_temperature()
    {
        await HearAsync(options => options.TranscriptionTemperature = 0, "es-ES");

        var form = server.Requests.Last().Text;
        Assert.Contains("name=language", form.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nes\r\n", form, StringComparison.Ordinal);
        Assert.Contains("name=temperature", form.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("RIFF", form, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whisper_tells_word_times()
    {
        var heard = await HearAsync(options => options.TranscriptionModel = "whisper-1");

        Assert.Equal(["three", "rooms"], heard[^1].Words.Select(word => word.Word));
    }

    [Fact]
    public async Task Streamed_text_grows()
    {
        var heard = await HearAsync(options => options.Transcription = TranscriptionMode.Streamed);

        Assert.Equal(["three", "three rooms", "three rooms"], heard.Select(e => e.Text));
        Assert.Equal(SpeechToTextEventKind.Final, heard[^1].Kind);
    }

    [Fact]
    public async Task Live_text_grows_while_it_is_made()
    {
        var heard = await HearAsync(options => options.Transcription = TranscriptionMode.Live);

        Assert.Equal(["three", "three rooms", "three rooms"], heard.Select(e => e.Text.Trim()));
        var update = server.Requests.First(r => r.Method == "WS").Json.GetProperty("session");
        Assert.Equal("transcription", update.GetProperty("type").GetString());
        Assert.Equal(
            24000,
            update.GetProperty("audio").GetProperty("input").GetProperty("format").GetProperty("rate").GetInt32()
        );
    }

    [Theory]
    [InlineData(TranscriptionMode.File)]
    [InlineData(TranscriptionMode.Streamed)]
    [InlineData(TranscriptionMode.Live)]
    public async Task A_wrong_key_is_told_without_printing_it(TranscriptionMode mode)
    {
        server.Fault = VendorFault.Status(401);
        try
        {
            var failure = await Failing.AssertAsync(
                ErrorCodes.ProviderUnauthorized,
                () => HearAsync(options => options.Transcription = mode)
            );
            Assert.Contains("VoiceAgent:OpenAI:ApiKey", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            server.Fault = null;
        }
    }

    [Theory]
    [InlineData(TranscriptionMode.File)]
    [InlineData(TranscriptionMode.Live)]
    public async Task A_page_instead_of_an_answer_is_no_text(TranscriptionMode mode)
    {
        server.Fault = VendorFault.Html;
        try
        {
            await Failing.AssertAsync(
                ErrorCodes.ProviderGarbage,
                () => HearAsync(options => options.Transcription = mode)
            );
        }
        finally
        {
            server.Fault = null;
        }
    }

    private async Task<List<SpeechToTextEvent>> HearAsync(Action<OpenAIOptions> configure, string? language = null)
    {
        using var connection = server.Connect(configure);
        var recognizer = new OpenAISpeechToText(connection);
        var format = new AudioFormat(recognizer.Capabilities.SampleRate);
        await using var session = await recognizer.OpenAsync(
            new() { Format = format, Language = language },
            CancellationToken.None
        );
        await session.WriteAsync(new byte[format.BytesIn(TimeSpan.FromSeconds(0.5))], CancellationToken.None);
        await session.FinalizeAsync(CancellationToken.None);
        var heard = new List<SpeechToTextEvent>();
        await foreach (var e in session.ReadEventsAsync(CancellationToken.None))
        {
            heard.Add(e);
            if (e.Kind == SpeechToTextEventKind.Final)
            {
                break;
            }
        }

        return heard;
    }
}
