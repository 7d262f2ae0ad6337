namespace VoiceAgent.Errors;

/// <summary>
/// Tells whether an engine can be used on this machine. Every provider that needs something installed registers one, so a
/// host can list them all at start and degrade instead of failing. Thread-safe.
/// </summary>
public interface IEngineProbe
{
    /// <summary>Looks now. May load a native library; never throws because something is missing.</summary>
    EngineAvailability Probe();
}
