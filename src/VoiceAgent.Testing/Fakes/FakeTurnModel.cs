using VoiceAgent.Turns;

namespace VoiceAgent.Testing.Fakes;

/// <summary>A turn model that answers by script: one probability for each question, in order; at the end of the script, 1.</summary>
/// <param name="time">The clock of its delay.</param>
public sealed class FakeTurnModel(TimeProvider time) : ITurnModel
{
    private readonly Queue<double> _script = new();
    private readonly List<SpokenTurn> _asked = [];

    /// <summary>How long it thinks. Default 20 ms.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>What goes wrong: <see cref="FakeFault.Throw"/>, <see cref="FakeFault.Hang"/> or <see cref="FakeFault.Garbage"/>.</summary>
    public FakeFault Fault { get; set; }

    /// <summary>What it was asked.</summary>
    public IReadOnlyList<SpokenTurn> Asked => _asked;

    /// <summary>Adds the next answer.</summary>
    public FakeTurnModel Answers(double complete)
    {
        _script.Enqueue(complete);
        return this;
    }

    /// <inheritdoc />
    public async ValueTask<double> JudgeAsync(SpokenTurn turn, CancellationToken cancellationToken)
    {
        _asked.Add(turn);
        await time.PauseAsync(Delay, cancellationToken).ConfigureAwait(false);
        var complete = _script.TryDequeue(out var next) ? next : 1;
        switch (Fault)
        {
            case FakeFault.Throw:
                throw new InvalidOperationException("The turn model fails, as it was told to.");
            case FakeFault.Hang:
                await new TaskCompletionSource().Task.ConfigureAwait(false);
                return complete;
            case FakeFault.Garbage:
                return double.NaN;
            default:
                return complete;
        }
    }
}
