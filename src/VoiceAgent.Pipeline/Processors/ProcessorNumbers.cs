namespace VoiceAgent.Processors;

/// <summary>The numbers by which a recording names a processor, its timers and its works. They follow from what the session does.</summary>
internal sealed class ProcessorNumbers
{
    private readonly List<ProcessorTimer> _timers = [];
    private int _works;

    /// <summary>The processor's place among all processors of the session.</summary>
    public int Place { get; set; }

    /// <summary>The timers it made, in order.</summary>
    public IReadOnlyList<ProcessorTimer> Timers => _timers;

    /// <summary>Numbers a new timer.</summary>
    public int Add(ProcessorTimer timer)
    {
        _timers.Add(timer);
        return _timers.Count - 1;
    }

    /// <summary>Numbers a new work.</summary>
    public int NextWork() => _works++;
}
