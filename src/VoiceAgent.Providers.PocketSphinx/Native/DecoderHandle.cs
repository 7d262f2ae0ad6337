using System.Runtime.InteropServices;

namespace VoiceAgent.Providers.PocketSphinx.Native;

/// <summary>A ps_decoder_t. Not thread-safe: one call at a time.</summary>
internal sealed class DecoderHandle : SafeHandle
{
    public DecoderHandle()
        : base(0, ownsHandle: true) { }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _ = PocketSphinxNative.FreeDecoder(handle);
        return true;
    }
}
