using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace VoiceAgent.Providers.PocketSphinx.Native;

/// <summary>
/// The functions that are the same in libpocketsphinx 3 (release 5prealpha) and 5 (releases 5.0 and 5.1); see pocketsphinx.h.
/// </summary>
internal static partial class PocketSphinxNative
{
    /// <summary>Names resolved by <see cref="PocketSphinxLibrary"/>.</summary>
    internal const string Library = "pocketsphinx";

    /// <summary>Where the functions of the base library are: a library of its own in version 3, the same in 5.</summary>
    internal const string BaseLibrary = "sphinxbase";

    /// <summary>Makes a decoder, or none when the configuration is wrong. It keeps its own reference to it.</summary>
    [LibraryImport(Library, EntryPoint = "ps_init")]
    internal static partial DecoderHandle CreateDecoder(nint configuration);

    [LibraryImport(Library, EntryPoint = "ps_free")]
    internal static partial int FreeDecoder(nint decoder);

    [LibraryImport(Library, EntryPoint = "ps_start_utt")]
    internal static partial int StartUtterance(DecoderHandle decoder);

    [LibraryImport(Library, EntryPoint = "ps_end_utt")]
    internal static partial int EndUtterance(DecoderHandle decoder);

    /// <summary>Decodes frames of cepstra: an array of pointers to frames. Below 0 on failure.</summary>
    [LibraryImport(Library, EntryPoint = "ps_process_cep")]
    internal static unsafe partial int ProcessCepstra(
        DecoderHandle decoder,
        float** frames,
        int count,
        int noSearch,
        int fullUtterance
    );

    /// <summary>Best text so far, owned by the decoder, null for none; and its score.</summary>
    [LibraryImport(Library, EntryPoint = "ps_get_hyp")]
    internal static partial nint GetHypothesis(DecoderHandle decoder, out int score);

    /// <summary>First word of the best text, null for none. Going through to the end frees the iteration.</summary>
    [LibraryImport(Library, EntryPoint = "ps_seg_iter")]
    internal static partial nint FirstSegment(DecoderHandle decoder);

    [LibraryImport(Library, EntryPoint = "ps_seg_next")]
    internal static partial nint NextSegment(nint segment);

    [LibraryImport(Library, EntryPoint = "ps_seg_word")]
    internal static partial nint SegmentWord(nint segment);

    /// <summary>First and last frame of a word, both inclusive.</summary>
    [LibraryImport(Library, EntryPoint = "ps_seg_frames")]
    internal static partial void SegmentFrames(nint segment, out int first, out int last);

    /// <summary>Where the library writes its log: a FILE pointer, null for nowhere.</summary>
    [LibraryImport(BaseLibrary, EntryPoint = "err_set_logfp")]
    internal static partial void SetLog(nint file);
}
