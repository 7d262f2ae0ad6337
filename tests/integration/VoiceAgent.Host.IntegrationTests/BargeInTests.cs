using VoiceAgent.Hosting.Bench;

namespace VoiceAgent.Hosting;

/// <summary>The benchmark of barge-in, for what must hold on any machine; how quick it is, <c>voiceagent bench</c> tells.</summary>
public sealed class BargeInTests
{
    private const int Rounds = 2;

    [Fact]
    public async Task Every_interruption_over_a_socket_cuts_the_agent_off_and_nothing_stale_follows_the_clear()
    {
        var figures = (await BargeInBench.RunAsync(Rounds, TestContext.Current.CancellationToken)).ToArray();
        if (figures.Length == 0)
        {
            Assert.Skip("The host has no voice here.");
        }

        Assert.Equal(Rounds, Value(figures, "cut the agent off"));
        Assert.Equal(0, Value(figures, "behind clear"));
    }

    private static double Value(BenchFigure[] figures, string what) =>
        figures.Single(figure => figure.What.Contains(what, StringComparison.Ordinal)).Value;
}
