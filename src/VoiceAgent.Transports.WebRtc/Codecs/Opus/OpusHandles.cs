using Microsoft.Win32.SafeHandles;

namespace VoiceAgent.Transports.WebRtc.Codecs.Opus;

/// <summary>An encoder of libopus.</summary>
internal sealed class OpusEncoderHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes an encoder over.</summary>
    public OpusEncoderHandle(nint encoder)
        : base(ownsHandle: true) => SetHandle(encoder);

    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        OpusNative.DestroyEncoder(handle);
        return true;
    }
}

/// <summary>A decoder of libopus.</summary>
internal sealed class OpusDecoderHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes a decoder over.</summary>
    public OpusDecoderHandle(nint decoder)
        : base(ownsHandle: true) => SetHandle(decoder);

    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        OpusNative.DestroyDecoder(handle);
        return true;
    }
}
