using VoiceAgent.Tts;

namespace VoiceAgent.Pooling;

/// <summary>
/// A voice whose sessions outlive conversations: the next conversation speaks over the connection of one before. One pool for each voice
/// and language. Thread-safe.
/// </summary>
/// <remarks>
/// What is on its way when a conversation ends is cancelled, and what still comes of it is dropped: utterances are renumbered, so
/// nobody hears another's words.
/// </remarks>
/// <param name="voice">The voice; not disposed.</param>
/// <param name="pools">Where its pools are kept.</param>
/// <param name="options">Limits of each of its pools.</param>
public sealed class PooledTextToSpeech(ITextToSpeech voice, ServicePools pools, ServicePoolOptions? options = null)
    : ITextToSpeech
{
    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities => voice.Capabilities;

    /// <inheritdoc />
    /// <exception cref="Errors.VoiceAgentException">
    /// As of the voice itself, or all sessions are in use: <see cref="Errors.ErrorCodes.PoolExhausted"/>.
    /// </exception>
    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        var lease = await PoolOf(options).LeaseAsync(cancellationToken).ConfigureAwait(false);
        return new PooledTextToSpeechSession(lease);
    }

    /// <summary>Opens sessions before they are needed.</summary>
    /// <param name="options">What they will be opened with.</param>
    /// <param name="count">How many there shall be; null for <see cref="ServicePoolOptions.Minimum"/>.</param>
    /// <param name="cancellationToken">Gives up; what was opened is kept.</param>
    public Task PrewarmAsync(TextToSpeechSessionOptions options, int? count, CancellationToken cancellationToken) =>
        PoolOf(options).PrewarmAsync(count, cancellationToken);

    private ServicePool<WarmVoice> PoolOf(TextToSpeechSessionOptions session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var parts = new[] { "tts", session.Voice, session.Language };
        var key = new PoolKey(Capabilities.Name, string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part))));
        return pools.Get(key, new Opening(voice, session), options);
    }

    private sealed class Opening(ITextToSpeech voice, TextToSpeechSessionOptions session)
        : IPooledServiceFactory<WarmVoice>
    {
        public async ValueTask<WarmVoice> CreateAsync(CancellationToken cancellationToken) =>
            new(await voice.OpenAsync(session, cancellationToken).ConfigureAwait(false));

        public bool IsDead(WarmVoice service) => !service.IsAlive;

        public ValueTask<bool> CheckAsync(WarmVoice service, CancellationToken cancellationToken) =>
            ValueTask.FromResult(service.IsAlive);
    }
}
