using System.Runtime.InteropServices;

namespace VoiceAgent.Providers.Flite.Native;

/// <summary>cst_utterance: only its first field is used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Utterance
{
    public nint Features;
}

/// <summary>cst_wave.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Wave
{
    public nint Type;
    public int SampleRate;
    public int SampleCount;
    public int ChannelCount;
    public short* Samples;
}

/// <summary>cst_audio_streaming_info.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StreamingInfo
{
    /// <summary>Samples to gather before the callback is called.</summary>
    public int MinimumSamples;

    /// <summary>Called with each block: wave, first sample, number of samples, 1 for the last block, this structure.</summary>
    public delegate* unmanaged[Cdecl]<Wave*, int, int, int, StreamingInfo*, int> Callback;

    /// <summary>Set by the engine before the first callback.</summary>
    public Utterance* Utterance;

    public nint Item;
    public nint UserData;
}
