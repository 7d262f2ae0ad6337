using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Processors;

namespace VoiceAgent.Stt;

/// <summary>One thing handed to the recogniser: audio, or the end of a segment.</summary>
/// <param name="Audio">The audio; ignored at the end of a segment.</param>
/// <param name="IsFinal">True at the end of a segment.</param>
internal readonly record struct SttCommand(ReadOnlyMemory<byte> Audio, bool IsFinal = false)
{
    public static SttCommand Finalize => new(default, IsFinal: true);

    /// <summary>A write that has begun and is to be waited for; null for none.</summary>
    public Task? Begun { get; init; }
}

/// <summary>The way to a recogniser's session: opens it once and hands over one thing at a time; what comes before it is open waits.</summary>
internal sealed class RecognizerLink(
    ISpeechToText recognizer,
    SttOptions options,
    AudioFormat format,
    TimeProvider time
)
{
    private readonly TaskCompletionSource<ISpeechToTextSession> _session = new();
    private int _queued;

    /// <summary>True while something that was queued is not handed over yet.</summary>
    public bool IsBehind => Volatile.Read(ref _queued) > 0;

    public async Task<ISpeechToTextSession> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var session = await recognizer
                .OpenAsync(options.Session with { Format = format }, cancellationToken)
                .WithinAsync(options.OpenDeadline, time, cancellationToken)
                .ConfigureAwait(false);
            _session.TrySetResult(session);
            return session;
        }
        catch (TimeoutException exception)
        {
            throw new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"The recogniser '{recognizer.Capabilities.Name}' did not open within {options.OpenDeadline.TotalSeconds:0.#} s.",
                exception
            );
        }
        finally
        {
            // A no-op when it is open.
            _session.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <summary>
    /// Begins to hand over audio on the caller's thread when nothing else is being handed over and the session is open. Most engines take it at
    /// once, which saves the way over a queue.
    /// </summary>
    /// <param name="audio">The audio.</param>
    /// <param name="begun">What is left to wait for; null when the audio was taken.</param>
    /// <returns>False when it has to be queued.</returns>
    public bool TrySend(ReadOnlyMemory<byte> audio, out Task? begun)
    {
        begun = null;
        if (!_session.Task.IsCompletedSuccessfully)
        {
            return false;
        }

        try
        {
            var write = _session.Task.Result.WriteAsync(audio, CancellationToken.None);
            begun = write.IsCompletedSuccessfully ? null : write.AsTask();
        }
        catch (Exception exception)
        {
            begun = Task.FromException(exception);
        }

        return true;
    }

    /// <summary>Queues one thing, to be handed over with <see cref="SendAsync"/>.</summary>
    /// <returns>False when the queue is full.</returns>
    public bool TryQueue(WorkQueue<SttCommand> queue, SttCommand command)
    {
        Interlocked.Increment(ref _queued);
        if (queue.TryWrite(command))
        {
            return true;
        }

        Interlocked.Decrement(ref _queued);
        return false;
    }

    /// <summary>Hands over what was queued, one thing at a time.</summary>
    public async ValueTask SendAsync(SttCommand command, CancellationToken cancellationToken)
    {
        await HandOverAsync(command, cancellationToken).ConfigureAwait(false);
        Interlocked.Decrement(ref _queued);
    }

    private async ValueTask HandOverAsync(SttCommand command, CancellationToken cancellationToken)
    {
        ISpeechToTextSession session;
        try
        {
            session = await _session.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It did not open, which whoever opens it tells.
            return;
        }

        if (command.Begun is { } begun)
        {
            await begun.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (command.IsFinal)
        {
            await session.FinalizeAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (command.Audio.Length > 0)
        {
            await session.WriteAsync(command.Audio, cancellationToken).ConfigureAwait(false);
        }
    }
}
