namespace VoiceAgent.Turns;

/// <summary>Time and chance of one made-up conversation: things happen in the order of their times, all drawn from one seed.</summary>
internal sealed class ExplorerWorld(int seed)
{
    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _agenda = new();
    private int _order;

    public Random Random { get; } = new(seed);

    public TimeSpan Now { get; private set; }

    /// <summary>Lets the next thing happen, if there is one.</summary>
    public bool Step()
    {
        if (!_agenda.TryDequeue(out var happen, out var when))
        {
            return false;
        }

        Now = when.At;
        happen();
        return true;
    }

    public bool OneIn(int count) => Random.Next(count) == 0;

    public void After(double atLeast, double atMost, Action action) => At(Now + Seconds(atLeast, atMost), action);

    public void At(TimeSpan at, Action action) => _agenda.Enqueue(action, (at > Now ? at : Now, _order++));

    public TimeSpan Seconds(double atLeast, double atMost) =>
        TimeSpan.FromMilliseconds(Random.Next((int)(atLeast * 1000), (int)(atMost * 1000) + 1));
}
