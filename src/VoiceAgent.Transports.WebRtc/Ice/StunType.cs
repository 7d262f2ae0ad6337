namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>The messages of the Binding method (RFC 8489 section 5).</summary>
internal enum StunType : ushort
{
    /// <summary>Asks for an answer.</summary>
    BindingRequest = 0x0001,

    /// <summary>Wants no answer; keeps a way open.</summary>
    BindingIndication = 0x0011,

    /// <summary>The answer.</summary>
    BindingSuccess = 0x0101,

    /// <summary>The request was refused.</summary>
    BindingError = 0x0111,
}
