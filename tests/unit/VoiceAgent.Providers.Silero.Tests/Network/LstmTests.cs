namespace VoiceAgent.Providers.Silero.Network;

public sealed class LstmTests
{
    [Theory]
    [InlineData(1f)]
    [InlineData(20f)]
    [InlineData(500f)]
    public void Both_paths_agree_however_large_the_gates(float scale)
    {
        var random = new Random(3);
        var gates = Enumerable.Range(0, 4 * Lstm.Size).Select(_ => (random.NextSingle() - 0.5f) * scale).ToArray();
        var (cell0, hidden0) = (new float[Lstm.Size], new float[Lstm.Size]);
        var (cell1, hidden1) = (new float[Lstm.Size], new float[Lstm.Size]);
        for (var step = 0; step < 5; step++)
        {
            Lstm.Step(gates, cell0, hidden0, vectorised: true);
            Lstm.Step(gates, cell1, hidden1, vectorised: false);
        }

        for (var i = 0; i < Lstm.Size; i++)
        {
            Assert.Equal(cell1[i], cell0[i], 2e-6f);
            Assert.Equal(hidden1[i], hidden0[i], 2e-6f);
            Assert.InRange(hidden0[i], -1, 1);
        }
    }
}
