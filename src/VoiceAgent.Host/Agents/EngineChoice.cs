using VoiceAgent.Errors;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Hosting.Agents;

/// <summary>
/// The speech engines of the host by name, and whether they work on this machine. An engine that is missing costs the agent its ears or its
/// voice, never its life.
/// </summary>
public sealed class EngineChoice
{
    /// <summary>Lets the host choose the best engine there is.</summary>
    public const string Auto = "auto";

    /// <summary>Does without.</summary>
    public const string None = "none";

    private readonly IServiceProvider _services;

    /// <summary>Looks at every engine once.</summary>
    public EngineChoice(
        IEnumerable<IEngineProbe> probes,
        IServiceProviderIsKeyedService registered,
        IServiceProvider services
    )
    {
        _services = services;
        var engines = probes.Select(probe => probe.Probe()).ToArray();
        Recognizers = [.. engines.Where(engine => registered.IsKeyedService(typeof(ISpeechToText), engine.Name))];
        Voices = [.. engines.Where(engine => registered.IsKeyedService(typeof(ITextToSpeech), engine.Name))];
    }

    /// <summary>Recognisers and whether they are there, best first.</summary>
    public IReadOnlyList<EngineAvailability> Recognizers { get; }

    /// <summary>Voices and whether they are there, best first.</summary>
    public IReadOnlyList<EngineAvailability> Voices { get; }

    /// <summary>The recogniser of that name, or null when it is missing or not wanted.</summary>
    public ISpeechToText? Recognizer(string name) => Find<ISpeechToText>(Recognizers, name);

    /// <summary>The voice of that name, or null when it is missing or not wanted.</summary>
    public ITextToSpeech? Voice(string name) => Find<ITextToSpeech>(Voices, name);

    /// <summary>The engine that would be used if it were installed; null when the wanted one is, or none is wanted.</summary>
    public static EngineAvailability? Missing(IReadOnlyList<EngineAvailability> engines, string name)
    {
        var wanted = engines.Where(engine => IsNamed(engine, name)).ToArray();
        return Array.Exists(wanted, engine => engine.IsAvailable) ? null : wanted.FirstOrDefault();
    }

    private T? Find<T>(IReadOnlyList<EngineAvailability> engines, string name)
        where T : class
    {
        var wanted = engines.FirstOrDefault(engine => engine.IsAvailable && IsNamed(engine, name));
        // A vendor has no probe where there is nothing to look for: it is asked for by name.
        return wanted is not null ? _services.GetRequiredKeyedService<T>(wanted.Name)
            : engines.Any(engine => IsNamed(engine, name)) ? null
            : _services.GetKeyedService<T>(name.ToLowerInvariant());
    }

    private static bool IsNamed(EngineAvailability engine, string name) =>
        name == Auto || engine.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
