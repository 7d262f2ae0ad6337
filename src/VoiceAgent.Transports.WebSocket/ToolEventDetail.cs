namespace VoiceAgent.Transports.WebSockets;

/// <summary>How much clients are told about tool calls.</summary>
public enum ToolEventDetail
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Which tool was called and how it ended.</summary>
    Names,

    /// <summary>Also its arguments and its result.</summary>
    Full,
}
