using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Tts;

/// <summary>What is asked of the voice.</summary>
internal enum VoiceCommandKind
{
    Speak,
    Cancel,
}

/// <summary>One thing asked of the voice.</summary>
internal readonly record struct VoiceCommand(VoiceCommandKind Kind, long Utterance, ResponseId Response, string Text);

/// <summary>
/// The way to the voice's session: opens it once, hands over one command at a time, and holds back sentences that would be made too far ahead
/// of what can have been played.
/// </summary>
internal sealed class VoiceLink(ITextToSpeech voice, TtsOptions options, TimeProvider time)
{
    private readonly TaskCompletionSource<ITextToSpeechSession> _session = new();
    private readonly Lock _lock = new();
    private long _firstMade;
    private TimeSpan _made;

    /// <summary>How long the next sentence is being held back now.</summary>
    public TimeSpan Throttled
    {
        get
        {
            var ahead = Ahead - options.MaxAhead;
            return ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero;
        }
    }

    private TimeSpan Ahead
    {
        get
        {
            lock (_lock)
            {
                return _firstMade == 0 ? TimeSpan.Zero : _made - time.GetElapsedTime(_firstMade);
            }
        }
    }

    /// <summary>Notes that speech was made.</summary>
    public void Made(TimeSpan duration)
    {
        lock (_lock)
        {
            if (_firstMade == 0 || _made < time.GetElapsedTime(_firstMade))
            {
                // Everything made before has been played: the count starts again, so pauses are not credit.
                _firstMade = time.GetTimestamp();
                _made = TimeSpan.Zero;
            }

            _made += duration;
        }
    }

    /// <summary>Nothing that was made will be played: nothing is ahead any more.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _firstMade = 0;
        }
    }

    /// <summary>Opens the session.</summary>
    private async Task<ITextToSpeechSession> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var session = await voice
                .OpenAsync(options.Session, cancellationToken)
                .WithinAsync(options.OpenDeadline, time, cancellationToken)
                .ConfigureAwait(false);
            _session.TrySetResult(session);
            return session;
        }
        catch (TimeoutException exception)
        {
            var late = new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"The voice '{voice.Capabilities.Name}' did not open within {options.OpenDeadline.TotalSeconds:0.#} s.",
                exception
            );
            _session.TrySetCanceled(CancellationToken.None);
            throw late;
        }
        catch (Exception)
        {
            _session.TrySetCanceled(CancellationToken.None);
            throw;
        }
    }

    /// <summary>
    /// Off the pump: opens the voice and reads what it makes, for as long as the session lives. That another one has taken over is told and left
    /// out.
    /// </summary>
    /// <param name="work">The work this is; its end is the end of reading.</param>
    /// <param name="onMade">Called on the pump with what was made.</param>
    /// <exception cref="VoiceAgentException">The voice did not open, failed, or closed its session.</exception>
    public async Task ReadAsync(ProcessorWork work, Func<(VoiceLink Link, TextToSpeechEvent Made), ValueTask> onMade)
    {
        var session = await OpenAsync(work.Token).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await foreach (var made in session.ReadEventsAsync(work.Token).ConfigureAwait(false))
            {
                var told =
                    made.Kind == TextToSpeechEventKind.ProviderChanged
                        ? work.TellAsync(made.Change)
                        : work.PostAsync((this, made), onMade);
                await told.ConfigureAwait(false);
            }
        }

        work.Token.ThrowIfCancellationRequested();
        throw new VoiceAgentException(
            ErrorCodes.ProviderFailed,
            $"The voice '{voice.Capabilities.Name}' closed its session; it is opened again for the next sentence."
        );
    }

    /// <summary>Hands one command over. Never called twice at a time.</summary>
    public async ValueTask SendAsync(VoiceCommand command, CancellationToken response, CancellationToken session)
    {
        ITextToSpeechSession open;
        try
        {
            open = await _session.Task.WaitAsync(session).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!session.IsCancellationRequested)
        {
            return;
        }

        if (command.Kind == VoiceCommandKind.Cancel)
        {
            Forget();
            await open.CancelAsync(command.Utterance, session).ConfigureAwait(false);
            return;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(response, session);
        try
        {
            if (Throttled is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, time, both.Token).ConfigureAwait(false);
            }

            await open.WriteAsync(command.Utterance, command.Text, both.Token).ConfigureAwait(false);
            await open.FlushAsync(command.Utterance, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!session.IsCancellationRequested)
        {
            // The response was interrupted; its cancel command follows.
        }
    }
}
