using VoiceAgent.Telemetry;
using VoiceAgent.Tts;

namespace VoiceAgent.Caching;

/// <summary>Remembers the audio of fixed phrases: a greeting is made once and spoken at once from then on. Thread-safe.</summary>
/// <param name="voice">The voice; not disposed.</param>
/// <param name="options">What is remembered. Its phrases may grow while it is in use by nobody.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class CachingTextToSpeech(ITextToSpeech voice, PhraseCacheOptions options, TimeProvider timeProvider)
    : ITextToSpeech
{
    private readonly BoundedCache<IReadOnlyList<TextToSpeechEvent>> _phrases = new(
        options.MaximumBytes,
        options.Lifetime,
        timeProvider
    );

    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities => voice.Capabilities;

    /// <inheritdoc />
    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = await voice.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        return new CachingTextToSpeechSession(this, session, $"{options.Voice}\n{options.Language}\n");
    }

    internal bool IsKept(string text) => options.IncludesEverything || options.Phrases.Contains(text.Trim());

    internal IReadOnlyList<TextToSpeechEvent>? Find(string key)
    {
        var known = _phrases.Find(key);
        VoiceAgentTelemetry.CacheLookupCount.Add(
            1,
            new(VoiceAgentTelemetry.KindTag, "tts"),
            new(VoiceAgentTelemetry.OutcomeTag, known is null ? "miss" : "hit")
        );
        return known;
    }

    internal void Keep(string key, IReadOnlyList<TextToSpeechEvent> made) =>
        _phrases.Add(key, made, key.Length + made.Sum(item => (long)item.Audio.Length));
}
