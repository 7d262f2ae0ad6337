namespace VoiceAgent.Turns;

public sealed class TurnExplorerTests(ITestOutputHelper output)
{
    private const int Conversations = 20_000;

    [Fact]
    public void No_interleaving_breaks_an_invariant()
    {
        var events = 0L;
        for (var seed = 0; seed < Conversations; seed++)
        {
            var explorer = new TurnExplorer(seed);
            var failure = explorer.Run();
            events += explorer.Events;
            Assert.True(failure is null, $"seed {seed}: {failure}");
        }

        output.WriteLine($"{Conversations} conversations, {events} events, no invariant broken");
    }
}
