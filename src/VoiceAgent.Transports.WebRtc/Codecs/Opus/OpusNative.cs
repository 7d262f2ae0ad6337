using System.Runtime.InteropServices;

namespace VoiceAgent.Transports.WebRtc.Codecs.Opus;

/// <summary>The functions of libopus 1.x that are used here; see opus.h and opus_defines.h of its sources.</summary>
internal static partial class OpusNative
{
    /// <summary>Name resolved by <see cref="OpusLibrary"/>.</summary>
    internal const string Library = "opus";

    /// <summary>OPUS_OK.</summary>
    internal const int Ok = 0;

    /// <summary>OPUS_APPLICATION_VOIP.</summary>
    internal const int ApplicationVoip = 2048;

    /// <summary>OPUS_SIGNAL_VOICE.</summary>
    internal const int SignalVoice = 3001;

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "opus_encoder_create")]
    internal static partial nint CreateEncoder(int rate, int channels, int application, out int error);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "opus_encoder_destroy")]
    internal static partial void DestroyEncoder(nint encoder);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "opus_encode")]
    internal static partial int Encode(
        OpusEncoderHandle encoder,
        ReadOnlySpan<short> samples,
        int sampleCount,
        Span<byte> payload,
        int payloadLength
    );

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "opus_decoder_create")]
    internal static partial nint CreateDecoder(int rate, int channels, out int error);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "opus_decoder_destroy")]
    internal static partial void DestroyDecoder(nint decoder);

    /// <summary>Decodes; an empty payload is a lost packet, for which <paramref name="sampleCount"/> samples are made up.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "opus_decode")]
    internal static partial int Decode(
        OpusDecoderHandle decoder,
        ReadOnlySpan<byte> payload,
        int payloadLength,
        Span<short> samples,
        int sampleCount,
        int decodeFec
    );

    /// <summary>Sets something of an encoder.</summary>
    internal static int Control(OpusEncoderHandle encoder, OpusRequest request, int value) =>
        IsVariadicOnStack
            ? ControlOnStack(encoder, (int)request, 0, 0, 0, 0, 0, 0, value)
            : ControlInRegister(encoder, (int)request, value);

    /// <summary>
    /// The function takes a variable number of arguments. Nearly everywhere these are passed like others; on Apple's 64-bit ARM they are
    /// always on the stack, where the ninth argument goes.
    /// </summary>
    private static bool IsVariadicOnStack =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    private static partial int ControlInRegister(OpusEncoderHandle encoder, int request, int value);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    private static partial int ControlOnStack(
        OpusEncoderHandle encoder,
        int request,
        nint third,
        nint fourth,
        nint fifth,
        nint sixth,
        nint seventh,
        nint eighth,
        nint value
    );
}

/// <summary>What can be set of an encoder.</summary>
internal enum OpusRequest
{
    /// <summary>OPUS_SET_BITRATE: bits a second.</summary>
    Bitrate = 4002,

    /// <summary>OPUS_SET_COMPLEXITY: 0 to 10.</summary>
    Complexity = 4010,

    /// <summary>OPUS_SET_INBAND_FEC: whether packets may repeat the one before.</summary>
    InbandFec = 4012,

    /// <summary>OPUS_SET_PACKET_LOSS_PERC: 0 to 100.</summary>
    PacketLoss = 4014,

    /// <summary>OPUS_SET_DTX: whether silence is left out.</summary>
    Dtx = 4016,

    /// <summary>OPUS_SET_SIGNAL: what kind of sound it is.</summary>
    Signal = 4024,
}
