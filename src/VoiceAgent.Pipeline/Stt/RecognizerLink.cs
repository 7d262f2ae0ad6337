using VoiceAgent.Audio;
using VoiceAgent.Errors;

namespace VoiceAgent.Stt;

/// <summary>One thing handed to the recogniser: audio, or the end of a segment.</summary>
/// <param name="Audio">The audio; ignored at the end of a segment.</param>
/// <param name="IsFinal">True at the end of a segment.</param>
internal readonly record struct SttCommand(ReadOnlyMemory<byte> Audio, bool IsFinal = false)
{
    public static SttCommand Finalize => new(default, IsFinal: true);
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
    private volatile bool _isAbandoned;

    /// <summary>What is still handed over is dropped.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        _session.TrySetCanceled(CancellationToken.None);
    }

    public async Task<ISpeechToTextSession> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var session = await recognizer
                .OpenAsync(options.Session with { Format = format }, cancellationToken)
                .AsTask()
                .WaitAsync(options.OpenDeadline, time, cancellationToken)
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

    public async ValueTask SendAsync(SttCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var session = await _session.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_isAbandoned)
            {
                return;
            }

            if (command.IsFinal)
            {
                await session.FinalizeAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (command.Audio.Length > 0)
            {
                await session.WriteAsync(command.Audio, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The reader of the same session sees the failure and tells; what could not be written is lost with it.
            _isAbandoned = true;
        }
    }
}
