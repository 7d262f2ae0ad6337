using VoiceAgent.Audio;
using VoiceAgent.Errors;

namespace VoiceAgent.Turns;

/// <summary>Asks a turn model about the turn that was heard, and does not wait longer for it than agreed.</summary>
internal sealed class TurnJudge(ITurnModel model, AudioFormat format, TimeSpan deadline)
{
    private readonly TurnAudio _audio = new(format);
    private Task _lastAnswer = Task.CompletedTask;

    /// <summary>Takes the user's audio.</summary>
    public void Hear(ReadOnlySpan<byte> pcm) => _audio.Add(pcm);

    /// <summary>A turn begins.</summary>
    public void Begin() => _audio.Begin();

    /// <summary>The turn so far.</summary>
    public SpokenTurn Turn(string text) => new(_audio.Copy(), format, text);

    /// <summary>Off the pump: asks.</summary>
    /// <returns>The probability that the turn is complete; null when the model is still busy with an earlier turn.</returns>
    /// <exception cref="VoiceAgentException">It did not answer in time, or made no sense.</exception>
    public async Task<double?> AskAsync(SpokenTurn turn, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!_lastAnswer.IsCompleted)
        {
            return null;
        }

        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = model.JudgeAsync(turn, source.Token).AsTask();
        _lastAnswer = answer;
        try
        {
            var complete = await answer.WaitAsync(deadline, time, cancellationToken).ConfigureAwait(false);
            return complete is >= 0 and <= 1
                ? complete
                : throw new VoiceAgentException(
                    ErrorCodes.ProviderGarbage,
                    "The turn model answered something that is no probability; the text decides."
                );
        }
        catch (TimeoutException timeout) when (!answer.IsCompleted)
        {
            throw new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"The turn model did not answer within {deadline.TotalMilliseconds:0} ms; the text decides. Raise TurnModelDeadline if that is too short.",
                timeout
            );
        }
        finally
        {
            // Cancelled, so that a model that still works stops.
            source.Cancel();
        }
    }
}
