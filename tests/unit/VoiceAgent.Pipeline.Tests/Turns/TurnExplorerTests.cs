namespace VoiceAgent.Turns;

public sealed class TurnExplorerTests(ITestOutputHelper output)
{
    private const int Conversations = 20_000;

    [Fact]
    public void No_interleaving_breaks_an_invariant()
    {
        var events = 0L;
        var states = new HashSet<object>();
        for (var seed = 0; seed < Conversations; seed++)
        {
            var explorer = new TurnExplorer(seed) { Reached = state => states.Add(Shape(state)) };
            var failure = explorer.Run();
            events += explorer.Events;
            Assert.True(failure is null, $"seed {seed}: {failure}");
        }

        output.WriteLine(
            $"{Conversations} interleavings, {events} events, {states.Count} states reached, no invariant broken"
        );
    }

    /// <summary>A state without its times and texts.</summary>
    private static object Shape(UserTurnState state) =>
        (
            (state.Phase, state.IsSpeaking, state.ProviderStarted, state.ProviderEnded, state.Rejected),
            (state.BotSpeaking, state.BotProtected, state.IsPaused, state.HasInterrupted, state.AwaitingReply),
            (state.OwesReply, state.NeedsWake, state.HasBotSpoken, state.IsMutedSpeech, state.HasEnded),
            (Math.Min(state.PendingFinals, 3), Math.Min(state.MutedFinals, 3), Math.Min(state.Tools, 3)),
            (state.Text.Length > 0, state.Interim.Length > 0, state.AskedAt is not null, state.Verdict),
            state.Due is null
        );
}
