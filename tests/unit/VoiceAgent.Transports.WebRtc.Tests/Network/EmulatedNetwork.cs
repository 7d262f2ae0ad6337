namespace VoiceAgent.Transports.WebRtc.Network;

/// <summary>Two nodes and a path between them. Time jumps from one thing that happens to the next.</summary>
public sealed class EmulatedNetwork
{
    private readonly INetworkNode _left;
    private readonly INetworkNode _right;
    private readonly byte[] _buffer = new byte[2048];

    public EmulatedNetwork(INetworkNode left, INetworkNode right, NetworkConditions conditions, int seed)
    {
        (_left, _right) = (left, right);
        var random = new Random(seed);
        ToRight = new EmulatedLink(conditions, random);
        ToLeft = new EmulatedLink(conditions, random);
    }

    public EmulatedLink ToRight { get; }

    public EmulatedLink ToLeft { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>Runs until something is so, or nothing happens any more, or the time is up; whether it is so.</summary>
    public bool RunUntil(Func<bool> isSo, TimeSpan limit)
    {
        var end = Now + limit;
        while (true)
        {
            Exchange();
            if (isSo())
            {
                return true;
            }

            if (Next() is not { } next || next > end)
            {
                Now = end;
                return false;
            }

            Now = next > Now ? next : Now;
            Fire(_left);
            Fire(_right);
        }
    }

    /// <summary>Runs for a time.</summary>
    public void Run(TimeSpan time) => RunUntil(() => false, time);

    private void Fire(INetworkNode node)
    {
        if (node.NextTimeout <= Now)
        {
            node.HandleTimeout(Now);
        }
    }

    private void Exchange()
    {
        bool moved;
        do
        {
            moved = Pump(_left, ToRight) | Pump(_right, ToLeft) | Deliver(ToRight, _right) | Deliver(ToLeft, _left);
        } while (moved);
    }

    private bool Pump(INetworkNode from, EmulatedLink link)
    {
        var moved = false;
        for (int length; (length = from.Take(_buffer, Now)) > 0; moved = true)
        {
            link.Send(_buffer.AsSpan(0, length), Now);
        }

        return moved;
    }

    private bool Deliver(EmulatedLink link, INetworkNode to)
    {
        // One at a time, so that answers go out in between as they would in life.
        if (!link.TryTake(Now, out var packet))
        {
            return false;
        }

        to.Receive(packet, Now);
        return true;
    }

    private TimeSpan? Next()
    {
        TimeSpan?[] times = [_left.NextTimeout, _right.NextTimeout, ToLeft.NextArrival, ToRight.NextArrival];
        return times.Min();
    }
}
