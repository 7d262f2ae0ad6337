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
    public async Task A_recorded_booking_is_heard_word_for_word_and_booked()
    {
        var report = await TalkAsync([
            Recorded("dialog_book_a_room.wav"),
            Recorded("dialog_mountain_view.wav"),
            Recorded("dialog_today.wav"),
            Recorded("dialog_230pm.wav"),
            Typed("for one hour"),
            Typed("four people"),
            Typed("yes"),
        ]);

        Assert.Null(report.Problem);
        Assert.Equal(
            ["book a room", "mountain view", "today", "two thirty p m"],
            report.Turns.Take(4).Select(turn => turn.Transcript)
        );
        Assert.All(report.Turns, turn => Assert.NotEqual("", turn.Reply));
        Assert.Contains("how long", report.Turns[3].Reply, StringComparison.OrdinalIgnoreCase);
        Assert.All(report.Turns.Take(4), turn => AssertAddsUp(turn));
        Assert.All(report.Turns.SkipLast(1), turn => Assert.Empty(turn.Tools));
        var booking = Assert.Single(report.Turns[^1].Tools);
        Assert.StartsWith("book_room", booking, StringComparison.Ordinal);
        Assert.Contains("\"Mountain View\"", booking, StringComparison.Ordinal);
        Assert.Contains("\"14:30\"", booking, StringComparison.Ordinal);
        Assert.True(LoudestOf(report) > 1000, "The reply was silent.");
    }

    [Fact]
    public async Task A_recorded_question_about_the_weather_calls_the_tool()
    {
        var report = await TalkAsync([Recorded("q_weather.wav")]);

        var turn = Assert.Single(report.Turns);
        Assert.Null(report.Problem);
        Assert.Equal("what's the weather like", turn.Transcript);
        Assert.StartsWith("get_weather", Assert.Single(turn.Tools), StringComparison.Ordinal);
        Assert.NotEqual("", turn.Reply);
    }

    [Fact]
    public async Task Speech_outside_the_domain_is_not_taken_for_a_command()
    {
        var report = await TalkAsync([Recorded("lj001_0002.wav")]);

        var turn = Assert.Single(report.Turns);
        Assert.Null(report.Problem);
        Assert.True(turn.Rejected);
        Assert.Empty(turn.Tools);
        Assert.NotEqual("", turn.Reply);
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

    private static TalkTurn Recorded(string name)
    {
        using var file = File.OpenRead(SharedData.Speech(name));
        var wav = WavReader.Read(file, mono: true);
        return new TalkTurn(name, Resampler.Resample(wav.Pcm.Span, wav.Format.SampleRate, 16000), null);
    }

    private static TalkTurn Typed(string text) => new(text, default, text);

    private static async Task<TalkReport> TalkAsync(TalkTurn[] turns)
    {
        await using var server = await LocalServer.StartAsync(Cancelled);
        SkipWithoutEngines(server);
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
