namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>SRTP protection profiles; the values are the numbers of the IANA registry (RFC 5764 section 4.1.2, RFC 7714 section 14.2).</summary>
internal enum SrtpProfile : ushort
{
    /// <summary>Nothing was agreed.</summary>
    None = 0,

    /// <summary>AES-128 in counter mode, HMAC-SHA1 with a tag of 80 bits.</summary>
    Aes128CmSha1_80 = 0x0001,

    /// <summary>AES-128-GCM with a tag of 128 bits.</summary>
    AeadAes128Gcm = 0x0007,
}
