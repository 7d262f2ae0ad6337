using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>Puts processors into a row and onto pumps: one for the session, one for each processor that needs its own.</summary>
internal static class PipelineLinker
{
    public static void Link(IReadOnlyList<FrameProcessor> processors, SessionScope scope)
    {
        var shared = new Pump(scope, "session") { Journal = scope.Journal, Script = scope.Script };
        scope.Pumps.Add(shared);
        scope.Processors = processors;
        for (var i = 0; i < processors.Count; i++)
        {
            var processor = processors[i];
            var pump = shared;
            if (processor.NeedsOwnPump)
            {
                pump = new Pump(scope, processor.Name);
                scope.Pumps.Add(pump);
            }

            processor.Numbers.Place = i;
            processor.Attach(pump);
            processor.Link(i > 0 ? processors[i - 1] : null, i + 1 < processors.Count ? processors[i + 1] : null);
        }
    }
}
