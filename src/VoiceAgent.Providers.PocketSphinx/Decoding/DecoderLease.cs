namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>Decoders of a pool while a session has them; disposal gives them back. Not thread-safe.</summary>
internal sealed class DecoderLease(DecoderPool pool, DecoderPlan plan, DecoderSet decoders) : IDisposable
{
    private bool _isReturned;

    internal DecoderSet Decoders => decoders;

    /// <summary>True once something went wrong: the decoders are then freed and not used again.</summary>
    internal bool IsBroken { get; set; }

    public void Dispose()
    {
        if (!_isReturned)
        {
            _isReturned = true;
            pool.Return(plan, decoders, IsBroken);
        }
    }
}
