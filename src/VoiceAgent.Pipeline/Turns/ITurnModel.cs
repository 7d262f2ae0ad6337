using VoiceAgent.Audio;

namespace VoiceAgent.Turns;

/// <summary>
/// Judges from how somebody speaks, and from what was said, whether they have finished. One instance serves all sessions and is called
/// from any thread.
/// </summary>
public interface ITurnModel
{
    /// <summary>Judges a turn in the silence behind it.</summary>
    /// <param name="turn">The turn so far.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the answer is not needed any more: the user speaks again, or <see cref="UserTurnOptions.TurnModelDeadline"/> is over.
    /// </param>
    /// <returns>Probability that the turn is complete, 0 to 1.</returns>
    ValueTask<double> JudgeAsync(SpokenTurn turn, CancellationToken cancellationToken);
}

/// <summary>A user turn so far.</summary>
/// <param name="Audio">Its audio, at most the last 8 s, with the silence behind it; 16-bit PCM, the model's to keep.</param>
/// <param name="Format">Format of the audio.</param>
/// <param name="Text">All that was understood.</param>
public sealed record SpokenTurn(ReadOnlyMemory<byte> Audio, AudioFormat Format, string Text)
{
    /// <summary>Prints no words.</summary>
    public override string ToString() =>
        $"{Format.DurationOf(Audio.Length).TotalSeconds:0.0} s, {Text.Length} characters";
}
