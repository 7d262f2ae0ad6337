using System.Runtime.InteropServices;

namespace VoiceAgent.Providers.PocketSphinx.Native;

/// <summary>
/// libpocketsphinx.so.3 with libsphinxbase.so.3 (release 5prealpha: Debian 12 and 13, Ubuntu). Options go in as a command
/// line; the variadic cmd_ln_init cannot be called on every platform.
/// </summary>
internal sealed partial class PocketSphinxAbi3 : IPocketSphinxAbi
{
    public unsafe DecoderHandle CreateDecoder(IReadOnlyList<(string Name, string Value)> options)
    {
        // The first argument is the program's name and is skipped.
        string[] arguments = ["voiceagent", .. options.SelectMany(option => new[] { "-" + option.Name, option.Value })];
        var pointers = new nint[arguments.Length];
        nint configuration = 0;
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                pointers[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
            }

            fixed (nint* first = pointers)
            {
                configuration = Parse(0, Definitions(), pointers.Length, first, strict: 1);
            }

            return configuration == 0 ? new DecoderHandle() : PocketSphinxNative.CreateDecoder(configuration);
        }
        finally
        {
            if (configuration != 0)
            {
                _ = Free(configuration);
            }

            foreach (var pointer in pointers)
            {
                Marshal.FreeCoTaskMem(pointer);
            }
        }
    }

    [LibraryImport(PocketSphinxNative.Library, EntryPoint = "ps_args")]
    private static partial nint Definitions();

    [LibraryImport(PocketSphinxNative.BaseLibrary, EntryPoint = "cmd_ln_parse_r")]
    private static unsafe partial nint Parse(nint before, nint definitions, int count, nint* arguments, int strict);

    [LibraryImport(PocketSphinxNative.BaseLibrary, EntryPoint = "cmd_ln_free_r")]
    private static partial int Free(nint configuration);
}
