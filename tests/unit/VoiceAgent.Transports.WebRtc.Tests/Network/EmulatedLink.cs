namespace VoiceAgent.Transports.WebRtc.Network;

/// <summary>One direction of a path in virtual time. The same seed gives the same losses.</summary>
public sealed class EmulatedLink(NetworkConditions conditions, Random random)
{
    private readonly PriorityQueue<byte[], (TimeSpan At, long Order)> _inFlight = new();
    private long _order;

    /// <summary>Whether anything passes at all; what is on its way still arrives.</summary>
    public bool IsCut { get; set; }

    public int Sent { get; private set; }

    public int Lost { get; private set; }

    /// <summary>Sees each packet as it is sent, and may say that it is lost.</summary>
    public Func<byte[], bool>? Drops { get; set; }

    public TimeSpan? NextArrival => _inFlight.TryPeek(out _, out var priority) ? priority.At : null;

    public void Send(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        Sent++;
        var bytes = packet.ToArray();
        if (IsCut || random.NextDouble() < conditions.Loss || Drops?.Invoke(bytes) == true)
        {
            Lost++;
            return;
        }

        Enqueue(bytes, now);
        if (random.NextDouble() < conditions.Duplication)
        {
            Enqueue(bytes, now);
        }
    }

    public bool TryTake(TimeSpan now, out byte[] packet)
    {
        packet = [];
        return NextArrival <= now && _inFlight.TryDequeue(out packet!, out _);
    }

    private void Enqueue(byte[] packet, TimeSpan now)
    {
        var held = random.NextDouble() < conditions.Reordering ? conditions.Delay : TimeSpan.Zero;
        _inFlight.Enqueue(
            packet,
            (now + conditions.Delay + held + (random.NextDouble() * conditions.Jitter), _order++)
        );
    }
}
