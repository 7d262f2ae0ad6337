namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>What the BIO of one connection reads from and writes to. Knows nothing of the connection, so that it keeps none alive.</summary>
internal sealed unsafe class SslDatagrams
{
    private const int OutgoingCapacity = 64 * 1024;

    private byte* _incoming;
    private int _incomingLength;

    public SslDatagrams(DtlsOptions options) => Options = options;

    public DtlsOptions Options { get; }

    /// <summary>Datagrams to send.</summary>
    public DatagramQueue Outgoing { get; } = new(OutgoingCapacity);

    /// <summary>Offers one datagram, which must stay where it is until <see cref="Withdraw"/>.</summary>
    public void Offer(byte* datagram, int length)
    {
        _incoming = datagram;
        _incomingLength = length;
    }

    /// <summary>Takes the datagram back, read or not.</summary>
    public void Withdraw() => Offer(null, 0);

    /// <summary>Reads the datagram on offer, whole, as a socket would: what does not fit is cut off.</summary>
    /// <returns>Its length, or zero when there is none.</returns>
    public int Read(Span<byte> buffer)
    {
        var datagram = new ReadOnlySpan<byte>(_incoming, Math.Min(_incomingLength, buffer.Length));
        datagram.CopyTo(buffer);
        Withdraw();
        return datagram.Length;
    }
}
