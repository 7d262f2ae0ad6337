using VoiceAgent.Turns;

namespace VoiceAgent.Testing.Turns;

/// <summary>Takes a turn for complete when its last half second is quieter than what was said.</summary>
internal sealed class SlowEnding : ITurnModel
{
    public ValueTask<double> JudgeAsync(SpokenTurn turn, CancellationToken cancellationToken)
    {
        var pcm = turn.Audio.Span;
        var tail = Math.Min(pcm.Length, turn.Format.BytesIn(TimeSpan.FromSeconds(0.5)));
        return ValueTask.FromResult(Loudness(pcm[^tail..]) < 0.1 * Loudness(pcm) ? 0.8 : 0.2);
    }

    private static double Loudness(ReadOnlySpan<byte> pcm)
    {
        var power = 0.0;
        foreach (var sample in Audio.Pcm16.AsSamples(pcm))
        {
            power += (double)sample * sample;
        }

        return Math.Sqrt(power / Math.Max(1, pcm.Length / 2));
    }
}
