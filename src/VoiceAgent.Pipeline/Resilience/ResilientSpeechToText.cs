using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Resilience;

/// <summary>
/// A recogniser that goes on hearing as long as one of a chain works: one that fails or falls silent is replaced in the middle of a sentence,
/// and the next one is given the audio from its beginning. Shared by all sessions; thread-safe.
/// </summary>
/// <remarks>
/// With an engine among them that hears only speech, all of them get only speech. With one provider it is a new connection that takes over.
/// </remarks>
public sealed class ResilientSpeechToText : IPrewarmedSpeechToText
{
    private readonly IReadOnlyList<ProviderCandidate<ISpeechToText>> _candidates;
    private readonly SpeechToTextResilienceOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a chain.</summary>
    /// <param name="candidates">The recognisers, the preferred one first. Not disposed.</param>
    /// <param name="options">Deadlines.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="VoiceAgentException">There is no recogniser.</exception>
    public ResilientSpeechToText(
        IReadOnlyList<ProviderCandidate<ISpeechToText>> candidates,
        SpeechToTextResilienceOptions options,
        TimeProvider timeProvider
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                "A chain of recognisers needs at least one."
            );
        }

        (_candidates, _options, _time) = (candidates, options, timeProvider);
        var all = candidates.Select(candidate => candidate.Provider.Capabilities).ToArray();
        Capabilities = all[0] with
        {
            Name = string.Join('+', all.Select(one => one.Name)),
            SpeechOnly = Array.Exists(all, one => one.SpeechOnly),
            WordTimes = Array.TrueForAll(all, one => one.WordTimes),
        };
    }

    /// <inheritdoc />
    public SpeechToTextCapabilities Capabilities { get; }

    /// <summary>
    /// How long the chain may take until somebody goes on, when one recogniser after the other hangs. A caller with a shorter deadline, such as
    /// <see cref="Stt.SttOptions.FinalDeadline"/>, gives up before the last one was tried.
    /// </summary>
    public TimeSpan Patience => (_options.OpenDeadline + _options.FinalDeadline) * _candidates.Count;

    /// <summary>Makes every recogniser of the chain ready: the one that follows must not have to load first.</summary>
    /// <inheritdoc />
    public Task PrewarmAsync(SpeechToTextSessionOptions options, CancellationToken cancellationToken) =>
        Task.WhenAll(
            _candidates
                .Select(candidate => candidate.Provider)
                .OfType<IPrewarmedSpeechToText>()
                .Select(recognizer =>
                    recognizer.PrewarmAsync(
                        options with
                        {
                            Format = new(recognizer.Capabilities.SampleRate),
                        },
                        cancellationToken
                    )
                )
        );

    /// <summary>Begins a session at once; the recogniser opens beside it, and audio waits for it.</summary>
    /// <inheritdoc />
    public ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = new ResilientSpeechToTextSession(_candidates, options, _options, Capabilities.SpeechOnly, _time);
        session.Start();
        return ValueTask.FromResult<ISpeechToTextSession>(session);
    }
}
