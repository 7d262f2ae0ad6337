using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Audio;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Hosting.Talk;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Hosting;

/// <summary>The whole host with recorded people in front of it, in real time, over a real socket.</summary>
public sealed class SpokenConversationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_recorded_turns_are_heard_and_answered()
    {
        var report = await TalkAsync(
            "dialog_book_a_room.wav",
            "dialog_mountain_view.wav",
            "dialog_today.wav",
            "dialog_230pm.wav"
        );

        Assert.Null(report.Problem);
        Assert.StartsWith("book a room", report.Turns[0].Transcript, StringComparison.Ordinal);
        Assert.All(report.Turns, turn => Assert.NotEqual("", turn.Reply));
        Assert.All(report.Turns, turn => AssertAddsUp(turn));
        Assert.True(LoudestOf(report) > 1000, "The reply was silent.");
    }

    [Fact]
    public async Task A_recorded_question_about_the_weather_calls_the_tool()
    {
        var report = await TalkAsync("q_weather.wav");

        var turn = Assert.Single(report.Turns);
        Assert.Null(report.Problem);
        Assert.StartsWith("get_weather", Assert.Single(turn.Tools), StringComparison.Ordinal);
        Assert.NotEqual("", turn.Reply);
    }

    [Fact]
    public async Task Speech_outside_the_domain_is_not_taken_for_a_command()
    {
        var report = await TalkAsync("lj001_0002.wav");

        var turn = Assert.Single(report.Turns);
        Assert.True(turn.Rejected);
        Assert.Empty(turn.Tools);
    }

    private static void AssertAddsUp(TalkTurnResult turn)
    {
        Assert.NotNull(turn.Latency);
        var parts = turn.Latency.Parts.Sum(part => part.Value.TotalMilliseconds);
        Assert.InRange(parts, turn.Latency.Total.TotalMilliseconds - 20, turn.Latency.Total.TotalMilliseconds + 20);
    }

    private static int LoudestOf(TalkReport report)
    {
        var loudest = 0;
        foreach (var sample in Pcm16.AsSamples(report.Heard.Span))
        {
            loudest = Math.Max(loudest, Math.Abs((int)sample));
        }

        return loudest;
    }

    private static async Task<TalkReport> TalkAsync(params string[] recordings)
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        SkipWithoutEngines(server);
        var turns = recordings
            .Select(name =>
            {
                using var file = File.OpenRead(SharedData.Speech(name));
                var wav = WavReader.Read(file, mono: true);
                return new TalkTurn(name, Resampler.Resample(wav.Pcm.Span, wav.Format.SampleRate, 16000), null);
            })
            .ToArray();
        var conversation = new TalkConversation(new TalkSettings { Server = server.Address }, TimeProvider.System);
        return await conversation.RunAsync(turns, Cancelled);
    }

    private static void SkipWithoutEngines(LocalServer server)
    {
        var engines = server.Services.GetRequiredService<EngineChoice>();
        foreach (var engine in engines.Recognizers.Concat(engines.Voices).Where(engine => !engine.IsAvailable))
        {
            Assert.Skip(engine.ToString());
        }
    }
}
