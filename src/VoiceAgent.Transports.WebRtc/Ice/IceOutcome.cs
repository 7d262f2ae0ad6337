namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>What became of a STUN message.</summary>
internal enum IceOutcome
{
    /// <summary>Malformed, or nothing a peer sends to a lite agent.</summary>
    Malformed,

    /// <summary>It names credentials that are not ours, or no longer.</summary>
    UnknownCredentials,

    /// <summary>Its integrity is not made with our password.</summary>
    WrongIntegrity,

    /// <summary>Genuine, but refused; the answer says why.</summary>
    Refused,

    /// <summary>A genuine check: its source is a valid path from now on.</summary>
    Valid,
}
