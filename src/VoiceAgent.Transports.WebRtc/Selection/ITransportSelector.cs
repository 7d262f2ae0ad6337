namespace VoiceAgent.Transports.WebRtc.Selection;

/// <summary>Picks the transports for a client. Register one of your own before <c>AddWebRtcTransport</c> to choose by other rules. Thread-safe.</summary>
public interface ITransportSelector
{
    /// <summary>The transports for a client, by what it can do, the configuration and the load now.</summary>
    /// <param name="client">What the client can do.</param>
    /// <param name="metadata">What authentication knows about the client; may be empty.</param>
    TransportPlan Select(ClientCapabilities client, IReadOnlyDictionary<string, string> metadata);
}
