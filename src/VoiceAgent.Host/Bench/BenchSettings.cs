namespace VoiceAgent.Hosting.Bench;

/// <summary>What to measure.</summary>
/// <param name="Sessions">Conversations at a time in the load test.</param>
/// <param name="Seconds">Length of the load test.</param>
/// <param name="Interruptions">Interruptions of the agent over a socket.</param>
/// <param name="Parts">Parts to run.</param>
/// <param name="Json">Print JSON.</param>
internal sealed record BenchSettings(
    int Sessions,
    int Seconds,
    int Interruptions,
    IReadOnlyList<string> Parts,
    bool Json
);

/// <summary>One measured figure.</summary>
/// <param name="Part">Part of the benchmark.</param>
/// <param name="What">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record BenchFigure(string Part, string What, double Value, string Unit);
