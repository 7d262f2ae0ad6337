namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>What loss to expect from what a peer reports: up at once, down slowly, because losses come in bouts.</summary>
internal sealed class LossFollower
{
    // Assumed before the first report, so that the first seconds are covered too.
    private const double Assumed = 0.05;
    private const double Decay = 0.9;
    private const double Nothing = 0.002;

    /// <summary>Part of the packets that is likely to be lost, 0 to 1.</summary>
    public double Expected { get; private set; } = Assumed;

    /// <summary>Takes what was reported lately; about once a second.</summary>
    public void Follow(double fractionLost)
    {
        Expected = Math.Max(Math.Clamp(fractionLost, 0, 1), Expected * Decay);
        Expected = Expected < Nothing ? 0 : Expected;
    }
}
