using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>
/// One end of a DTLS connection: datagrams in, datagrams out, no socket, thread or clock inside. One caller at a time. After each call that
/// takes a datagram, data or the time, take what is to be sent (<see cref="TakeDatagram"/>) and what was received
/// (<see cref="TakeData"/>) until both return zero.
/// </summary>
internal interface IDtlsConnection : IDisposable
{
    /// <summary>Where the connection stands.</summary>
    DtlsState State { get; }

    /// <summary>Why it failed, for logs; null unless <see cref="DtlsState.Failed"/>.</summary>
    string? Failure { get; }

    /// <summary>SHA-256 of the peer's certificate (DER); empty before it is known. To be compared with the peer's description before anything else of it is believed.</summary>
    ReadOnlyMemory<byte> PeerFingerprint { get; }

    /// <summary>What the ends agreed on for SRTP (RFC 5764), once connected.</summary>
    SrtpProfile Profile { get; }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called, on the caller's clock; null when nothing waits.</summary>
    TimeSpan? NextTimeout { get; }

    /// <summary>Begins: a client's hello is ready to be taken.</summary>
    void Start(TimeSpan now);

    /// <summary>Takes one datagram. Never throws for what a peer sends.</summary>
    void Receive(ReadOnlySpan<byte> datagram, TimeSpan now);

    /// <summary>The next datagram to send.</summary>
    /// <param name="buffer">Room for <see cref="DtlsOptions.Mtu"/> bytes.</param>
    /// <returns>Its length; zero when there is none.</returns>
    int TakeDatagram(Span<byte> buffer);

    /// <summary>The next application data record that came.</summary>
    /// <param name="buffer">Room for a datagram; a longer record is dropped.</param>
    /// <returns>Its length; zero when there is none.</returns>
    int TakeData(Span<byte> buffer);

    /// <summary>Encrypts one record, to be taken as a datagram.</summary>
    /// <returns>False unless connected.</returns>
    bool Send(ReadOnlySpan<byte> data);

    /// <summary>Retransmits what has waited too long.</summary>
    void HandleTimeout(TimeSpan now);

    /// <summary>Derives keying material (RFC 5705, without a context).</summary>
    /// <param name="label">Such as <c>EXTRACTOR-dtls_srtp</c>.</param>
    /// <param name="keyingMaterial">Is filled.</param>
    /// <returns>False unless connected.</returns>
    bool Export(string label, Span<byte> keyingMaterial);

    /// <summary>Ends the connection: a close_notify is ready to be taken.</summary>
    void Close();
}
