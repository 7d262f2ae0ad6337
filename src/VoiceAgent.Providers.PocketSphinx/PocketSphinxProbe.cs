using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Providers.PocketSphinx.Native;

namespace VoiceAgent.Providers.PocketSphinx;

/// <summary>Tells whether the library and a model are installed, and if not, which command installs them.</summary>
public sealed class PocketSphinxProbe : IEngineProbe
{
    private readonly PocketSphinxOptions _options;

    /// <summary>A probe for these options.</summary>
    public PocketSphinxProbe(IOptions<PocketSphinxOptions> options) => _options = options.Value;

    /// <inheritdoc />
    public EngineAvailability Probe()
    {
        try
        {
            PocketSphinxLibrary.Load(_options.LibraryFolder);
        }
        catch (VoiceAgentException)
        {
            return PocketSphinxLibrary.Missing();
        }

        return ModelFiles.TryFind(_options.ModelFolder) is null
            ? ModelFiles.Missing(_options.ModelFolder)
            : EngineAvailability.Available(PocketSphinxLibrary.EngineName);
    }
}
