using System.Text.Json;
using VoiceAgent.Errors;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>What goes wrong with a session.</summary>
public sealed partial class RealtimeSessionTests
{
    [Theory]
    [InlineData("rate_limit_exceeded", ErrorCodes.ProviderRateLimited)]
    [InlineData("server_error", ErrorCodes.ProviderFailed)]
    public async Task A_failed_answer_has_its_code_and_the_session_goes_on(string vendorCode, string code)
    {
        Script.Answers(new RealtimeAnswer("") { Fails = vendorCode });
        Script.Answers(new RealtimeAnswer("") { Refused = vendorCode });
        var session = await OpenAsync();

        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Failed);
        session.Respond(2, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Failed { Reply: 2 });
        session.Respond(3, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended { Reply: 3 });

        Assert.All(Of<SpeechToSpeechEvent.Failed>(), failed => Assert.Equal(code, failed.Failure.Code));
    }

    [Fact]
    public async Task A_socket_that_breaks_ends_the_session_with_a_failure()
    {
        Script.Answers(new RealtimeAnswer("Three of") { Breaks = true });
        var session = await OpenAsync();
        session.Respond(1, new SpeechToSpeechRequest());

        await Failing.AssertAsync(
            ErrorCodes.ProviderFailed,
            () => ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended)
        );
    }

    [Fact]
    public async Task A_session_whose_time_is_up_ends_with_a_failure()
    {
        await OpenAsync();
        await Script.Conversation!.SendAsync(
            new { type = "error", error = new { type = "invalid_request_error", code = "session_expired" } }
        );

        await Failing.AssertAsync(ErrorCodes.ProviderFailed, () => ReadUntilAsync(_ => false));
    }

    [Theory]
    [ClassData(typeof(Refusals))]
    public async Task A_refusal_ends_in_a_stable_code(int status, string code)
    {
        _server.Fault = VendorFault.Status(status, retryAfter: "7");

        var failure = await Failing.AssertAsync(code, () => OpenAsync());

        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Fact]
    public Task A_model_the_server_does_not_know_is_told() =>
        Failing.AssertAsync(ErrorCodes.ProviderNotFound, () => OpenAsync(o => o.Realtime.Model = "no-such-model"));

    [Fact]
    public async Task A_missing_key_names_the_setting()
    {
        using var connection = new OpenAIConnection(new OpenAIOptions { Preset = "groq", ApiKey = " " });
        Assert.SkipWhen(connection.IsConfigured, "There is a key in the environment.");

        var failure = await Failing.AssertAsync(
            ErrorCodes.InvalidConfiguration,
            () => new OpenAISpeechToSpeech(connection).OpenAsync(new SpeechToSpeechSessionOptions(), Token).AsTask()
        );

        Assert.Contains("ApiKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_makes_no_sense_is_left_out()
    {
        Script.Noise =
        [
            "this is not JSON",
            "[]",
            "null",
            """{"type":"something.of.tomorrow","value":1}""",
            """{"type":7}""",
            """{"type":"response.done"}""",
            """{"type":"response.output_audio.delta","response_id":"resp_9","delta":"!!"}""",
        ];
        var session = await OpenAsync();

        session.Respond(1, new SpeechToSpeechRequest());
        await ReadUntilAsync(told => told is SpeechToSpeechEvent.Ended);

        Assert.NotEmpty(Of<SpeechToSpeechEvent.Audio>());
    }

    [Fact]
    public async Task A_server_that_sends_nothing_but_garbage_is_given_up()
    {
        await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await Script.Conversation!.SendAsync("<html>");
        }

        await Failing.AssertAsync(ErrorCodes.ProviderGarbage, () => ReadUntilAsync(_ => false));
    }

    [Fact]
    public void Wild_events_do_no_harm()
    {
        var told = 0;
        var replies = new RealtimeReplies(new Vendors.Vendor("openai", "key", "url"), _ => { }, _ => told++);
        replies.Respond(1, new SpeechToSpeechRequest());
        string[] right =
        [
            """{"type":"response.created","response":{"id":"r1","metadata":{"reply":"1"}}}""",
            """{"type":"response.created","response":{"id":"r2"}}""",
            """{"type":"response.output_item.added","response_id":"r1","item":{"id":"m1","type":"message"}}""",
            """{"type":"response.output_item.done","response_id":"r1","item":{"id":"f1","type":"function_call","call_id":"c","name":"n","arguments":"{}"}}""",
            """{"type":"response.output_audio.delta","response_id":"r1","item_id":"m1","content_index":0,"delta":"AAAAAA=="}""",
            """{"type":"response.audio_transcript.delta","response_id":"r1","item_id":"m1","delta":"hi"}""",
            """{"type":"response.done","response":{"id":"r2","status":"failed","status_details":{"error":{"code":"x"}},"usage":{"input_tokens":1}}}""",
        ];
        using var begun = JsonDocument.Parse(right[0]);
        replies.On("response.created", begun.RootElement);
        foreach (var message in WildJson.Of(20_000, right))
        {
            replies.On(
                message.ValueKind == JsonValueKind.Object && message.TryGetProperty("type", out var type)
                    ? $"{type}"
                    : "",
                message
            );
        }

        Assert.True(told > 0);
    }
}
