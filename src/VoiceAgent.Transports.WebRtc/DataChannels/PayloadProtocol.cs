namespace VoiceAgent.Transports.WebRtc.DataChannels;

/// <summary>
/// Payload protocol identifiers (RFC 8831 section 8). SCTP cannot carry an empty message, so two of them mean "empty" and
/// come with one byte that is ignored (section 6.6).
/// </summary>
internal static class PayloadProtocol
{
    public const uint Control = 50;
    public const uint Text = 51;
    public const uint Binary = 53;
    public const uint EmptyText = 56;
    public const uint EmptyBinary = 57;
}
