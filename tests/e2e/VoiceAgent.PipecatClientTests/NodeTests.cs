using VoiceAgent.Audio;
using VoiceAgent.Tests.Common;
using VoiceAgent.Transports.WebSockets;

namespace VoiceAgent.PipecatClients;

/// <summary>The published client and transport, unchanged, in Node.</summary>
public sealed class NodeTests
{
    [Fact]
    public async Task A_whole_conversation_works()
    {
        await using var server = await PipecatServer.StartAsync();
        server.RequireSpeech();
        var story = await ClientPackage.RunAsync(
            "conversation",
            new
            {
                start = server.Start,
                clips = new { room = Clip("dialog_book_a_room.wav"), weather = Clip("q_weather.wav") },
            }
        );

        SpokenAssert.TurnsWereTaken(story);
        StoryAssert.ApplicationWasServed(story);
        StoryAssert.SegmentsAreWhole(story);
        StoryAssert.IsPaired(story, "BotStartedSpeaking", "BotStoppedSpeaking");
        StoryAssert.IsPaired(story, "UserStartedSpeaking", "UserStoppedSpeaking");
        StoryAssert.IsPaired(story, "BotLlmStarted", "BotLlmStopped");
        StoryAssert.IsPaired(story, "BotTtsStarted", "BotTtsStopped");
        // What a player holds back would be lost.
        Assert.All(story.Played, samples => Assert.Equal(0, samples % 128));
    }

    [Fact]
    public async Task A_typed_conversation_needs_no_ears()
    {
        await using var server = await PipecatServer.StartAsync(hears: false);
        server.RequireSpeech();
        var story = await ClientPackage.RunAsync("typed", new { start = server.Start });

        StoryAssert.ApplicationWasServed(story);
        StoryAssert.SegmentsAreWhole(story);
    }

    [Fact]
    public async Task A_start_request_lets_a_client_in_with_a_token_of_its_own()
    {
        await using var server = await PipecatServer.StartAsync(hears: false, new SesameAuthenticator());
        var story = await ClientPackage.RunAsync("authenticated", new { start = server.Start, token = "sesame" });

        var granted = story.Result.GetProperty("granted");
        Assert.Equal(["token", "wsUrl"], granted.EnumerateObject().Select(p => p.Name).Order());
        Assert.NotEqual("sesame", granted.GetProperty("token").GetString());
        Assert.Equal("2.1.0", story.Result.GetProperty("ready").GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_start_request_without_permission_says_why()
    {
        await using var server = await PipecatServer.StartAsync(hears: false, new SesameAuthenticator());
        var story = await ClientPackage.RunAsync("refused", new { start = server.Start });

        Assert.NotEqual("let in", story.Result.GetProperty("error").GetString());
        Assert.Contains("Say the magic word.", Assert.Single(story.Of("Error")).Data.ToString());
    }

    /// <summary>A clip as the microphone has it: 16 kHz mono PCM in a file.</summary>
    private static string Clip(string name)
    {
        using var file = File.OpenRead(SharedData.Speech(name));
        var speech = WavReader.Read(file, mono: true);
        var path = Path.Combine(Path.GetTempPath(), $"pipecat-{Environment.ProcessId}-{name}.pcm");
        File.WriteAllBytes(path, Resampler.Resample(speech.Pcm.Span, speech.Format.SampleRate, 16000));
        return path;
    }

    private sealed class SesameAuthenticator : IWebSocketAuthenticator
    {
        public ValueTask<WebSocketAuthentication> AuthenticateAsync(
            WebSocketAuthenticationRequest request,
            CancellationToken cancellationToken
        ) =>
            ValueTask.FromResult(
                request.Token == "sesame"
                    ? WebSocketAuthentication.Accept()
                    : WebSocketAuthentication.Refuse("Say the magic word.")
            );
    }
}
