using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace VoiceAgent.Providers.Flite.Native;

/// <summary>The functions of libflite 2.x that are used here; see include/flite.h and cst_hrg.h of its sources.</summary>
internal static partial class FliteNative
{
    /// <summary>Name resolved by <see cref="FliteLibrary"/>.</summary>
    internal const string Library = "flite";

    /// <summary>CST_AUDIO_STREAM_CONT: go on.</summary>
    internal const int StreamContinue = 0;

    /// <summary>CST_AUDIO_STREAM_STOP: the engine gives the utterance up before its next block.</summary>
    internal const int StreamStop = -1;

    [LibraryImport(Library, EntryPoint = "flite_init")]
    internal static partial int Initialize();

    [LibraryImport(Library, EntryPoint = "new_utterance")]
    internal static unsafe partial Utterance* NewUtterance();

    [LibraryImport(Library, EntryPoint = "delete_utterance")]
    internal static unsafe partial void DeleteUtterance(Utterance* utterance);

    [LibraryImport(Library, EntryPoint = "utt_set_input_text", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int SetInputText(Utterance* utterance, string text);

    /// <summary>Synthesises; on failure it deletes the utterance itself and returns null.</summary>
    [LibraryImport(Library, EntryPoint = "flite_do_synth")]
    internal static unsafe partial Utterance* Synthesize(Utterance* utterance, nint voice, nint method);

    [LibraryImport(Library, EntryPoint = "new_audio_streaming_info")]
    internal static unsafe partial StreamingInfo* NewStreamingInfo();

    [LibraryImport(Library, EntryPoint = "audio_streaming_info_val")]
    internal static unsafe partial nint StreamingInfoValue(StreamingInfo* info);

    /// <summary>Keeps the value and <b>the pointer to the name</b>: both must outlive the features.</summary>
    [LibraryImport(Library, EntryPoint = "feat_set")]
    internal static partial void SetFeature(nint features, nint name, nint value);

    [LibraryImport(Library, EntryPoint = "feat_set_float")]
    internal static partial void SetFeature(nint features, nint name, float value);

    [LibraryImport(Library, EntryPoint = "utt_relation_present", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int HasRelation(Utterance* utterance, string name);

    [LibraryImport(Library, EntryPoint = "utt_relation", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial nint Relation(Utterance* utterance, string name);

    [LibraryImport(Library, EntryPoint = "relation_head")]
    internal static partial nint Head(nint relation);

    [LibraryImport(Library, EntryPoint = "item_next")]
    internal static partial nint Next(nint item);

    [LibraryImport(Library, EntryPoint = "item_daughter")]
    internal static partial nint FirstDaughter(nint item);

    [LibraryImport(Library, EntryPoint = "item_last_daughter")]
    internal static partial nint LastDaughter(nint item);

    /// <summary>A number at the end of a path of relations; 0 where the path leads nowhere.</summary>
    [LibraryImport(Library, EntryPoint = "ffeature_float", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial float Number(nint item, string path);
}
