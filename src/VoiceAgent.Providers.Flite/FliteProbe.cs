using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Flite.Native;

namespace VoiceAgent.Providers.Flite;

/// <summary>Tells whether libflite and the configured voice are installed, and if not, which command installs them.</summary>
public sealed class FliteProbe : IEngineProbe
{
    private readonly FliteOptions _options;

    /// <summary>A probe for these options.</summary>
    public FliteProbe(IOptions<FliteOptions> options) => _options = options.Value;

    /// <inheritdoc />
    public EngineAvailability Probe()
    {
        try
        {
            var library = FliteLibrary.TryLoad(_options.LibraryFolder, out var availability);
            library?.Voice(_options.Voice);
            return availability;
        }
        catch (VoiceAgentException failure)
        {
            return EngineAvailability.Missing("flite", failure.Message, installCommand: null);
        }
    }
}
