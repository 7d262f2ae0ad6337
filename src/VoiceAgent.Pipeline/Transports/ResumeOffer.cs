namespace VoiceAgent.Transports;

/// <summary>How a client may come back when its connection breaks. Prints no token.</summary>
/// <param name="token">Names the conversation and proves that the client was in it; good until the client has used the next one.</param>
/// <param name="grace">How long the conversation waits for the client, counted from when the break is noticed.</param>
public sealed class ResumeOffer(string token, TimeSpan grace)
{
    /// <summary>Names the conversation and proves that the client was in it; good until the client has used the next one.</summary>
    public string Token => token;

    /// <summary>How long the conversation waits for the client, counted from when the break is noticed.</summary>
    public TimeSpan Grace => grace;
}
