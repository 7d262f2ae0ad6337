using VoiceAgent.Errors;
using VoiceAgent.Tts;

namespace VoiceAgent.Resilience;

/// <summary>
/// A voice that goes on speaking as long as one of a chain works: one that fails or falls silent is replaced in the middle of a sentence, and the
/// next one goes on at the first word that was not said to its end. Shared by all sessions; thread-safe.
/// </summary>
public sealed class ResilientTextToSpeech : ITextToSpeech
{
    private readonly IReadOnlyList<ProviderCandidate<ITextToSpeech>> _candidates;
    private readonly TextToSpeechResilienceOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a chain. Its audio has the first voice's format, whoever speaks.</summary>
    /// <param name="candidates">The voices, the preferred one first. Not disposed.</param>
    /// <param name="options">Deadlines.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="VoiceAgentException">There is no voice.</exception>
    public ResilientTextToSpeech(
        IReadOnlyList<ProviderCandidate<ITextToSpeech>> candidates,
        TextToSpeechResilienceOptions options,
        TimeProvider timeProvider
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
        {
            throw new VoiceAgentException(ErrorCodes.InvalidConfiguration, "A chain of voices needs at least one.");
        }

        (_candidates, _options, _time) = (candidates, options, timeProvider);
        var all = candidates.Select(candidate => candidate.Provider.Capabilities).ToArray();
        Capabilities = all[0] with
        {
            Name = string.Join('+', all.Select(one => one.Name)),
            WordTimes = Array.TrueForAll(all, one => one.WordTimes),
            TextDeltas = Array.TrueForAll(all, one => one.TextDeltas),
        };
    }

    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities { get; }

    /// <summary>Begins a session at once; the voice opens beside it, and text waits for it.</summary>
    /// <inheritdoc />
    public ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = new ResilientTextToSpeechSession(_candidates, options, _options, Capabilities.Format, _time);
        session.Start();
        return ValueTask.FromResult<ITextToSpeechSession>(session);
    }
}
