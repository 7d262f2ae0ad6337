namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>How something that was encoded is to be sent.</summary>
internal enum WireType
{
    /// <summary>Not at all: the protocol has no message for it.</summary>
    None,

    Text,
    Binary,
}
