using System.Runtime.InteropServices;

namespace VoiceAgent.Providers.PocketSphinx.Native;

/// <summary>libpocketsphinx.so.5 (releases 5.0 and 5.1: Debian's development branch, Homebrew, own builds).</summary>
internal sealed partial class PocketSphinxAbi5 : IPocketSphinxAbi
{
    public DecoderHandle CreateDecoder(IReadOnlyList<(string Name, string Value)> options)
    {
        var configuration = CreateConfiguration(0);
        if (configuration == 0)
        {
            return new DecoderHandle();
        }

        try
        {
            foreach (var (name, value) in options)
            {
                if (SetOption(configuration, name, value) == 0)
                {
                    return new DecoderHandle();
                }
            }

            return PocketSphinxNative.CreateDecoder(configuration);
        }
        finally
        {
            _ = Free(configuration);
        }
    }

    [LibraryImport(PocketSphinxNative.Library, EntryPoint = "ps_config_init")]
    private static partial nint CreateConfiguration(nint definitions);

    [LibraryImport(PocketSphinxNative.Library, EntryPoint = "ps_config_free")]
    private static partial int Free(nint configuration);

    /// <summary>Takes any option as text; null when it does not exist or the value does not fit.</summary>
    [LibraryImport(
        PocketSphinxNative.Library,
        EntryPoint = "ps_config_set_str",
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial nint SetOption(nint configuration, string name, string value);
}
