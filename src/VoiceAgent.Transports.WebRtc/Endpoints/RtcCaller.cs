using System.Collections.ObjectModel;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Who makes an offer, as far as it is known when the offer comes.</summary>
/// <param name="Agent">Agent wanted; null lets the client choose later, or takes the default one.</param>
internal sealed record RtcCaller(string? Agent)
{
    /// <summary>What authentication knows about the client.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
