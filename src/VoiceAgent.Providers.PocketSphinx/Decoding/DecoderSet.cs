namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>The decoders one session needs; what the pool holds. Keeps nothing of a session once its segment has ended.</summary>
/// <param name="Main">Listens for the grammar, or takes dictation.</param>
/// <param name="Background">
/// Listens for any sequence of phones: what speech scores when no grammar constrains it. Null where nothing is refused.
/// </param>
internal sealed record DecoderSet(NativeDecoder Main, NativeDecoder? Background) : IDisposable
{
    public void Dispose()
    {
        Main.Dispose();
        Background?.Dispose();
    }
}
