using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>
/// Looks at the pumps of a session from outside, by timer, and names the processor that holds one for too long. It works for a blocked
/// thread as well as for a wait that never ends.
/// </summary>
internal sealed class PumpWatchdog(
    SessionScope scope,
    PipelineWorkerOptions options,
    Action<FrameProcessor, TimeSpan, bool> report
)
{
    private readonly HashSet<(Pump, long, bool)> _reported = [];

    public ITimer Start() =>
        scope.Time.CreateTimer(
            static state => ((PumpWatchdog)state!).Look(),
            this,
            options.StuckAfter / 2,
            options.StuckAfter / 2
        );

    private void Look()
    {
        foreach (var pump in scope.Pumps)
        {
            var since = pump.DispatchingSince;
            if (since == 0 || pump.Current is not { } processor)
            {
                continue;
            }

            var held = scope.Time.GetElapsedTime(since);
            if (held < options.StuckAfter)
            {
                continue;
            }

            var giveUp = held >= options.AbandonAfter;
            if (_reported.Add((pump, since, giveUp)))
            {
                report(processor, held, giveUp);
            }
        }
    }
}
