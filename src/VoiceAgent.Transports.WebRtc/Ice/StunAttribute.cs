namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>Attributes that mean something here (RFC 8489 section 18.3, RFC 8445 section 16.1).</summary>
internal enum StunAttribute : ushort
{
    /// <summary><c>receiver:sender</c> name fragments.</summary>
    Username = 0x0006,

    /// <summary>HMAC-SHA1 over what comes before it.</summary>
    MessageIntegrity = 0x0008,

    /// <summary>Code and reason of an error.</summary>
    ErrorCode = 0x0009,

    /// <summary>Attributes that were not understood.</summary>
    UnknownAttributes = 0x000A,

    /// <summary>The address a request came from, masked.</summary>
    XorMappedAddress = 0x0020,

    /// <summary>Priority of the candidate a check would find.</summary>
    Priority = 0x0024,

    /// <summary>The peer takes this pair.</summary>
    UseCandidate = 0x0025,

    /// <summary>Attributes from here on may be passed over when they are not understood.</summary>
    FirstOptional = 0x8000,

    /// <summary>Checksum over the whole message.</summary>
    Fingerprint = 0x8028,

    /// <summary>The sender is the controlled one.</summary>
    IceControlled = 0x8029,

    /// <summary>The sender is the controlling one.</summary>
    IceControlling = 0x802A,
}
