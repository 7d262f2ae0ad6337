using System.Runtime.InteropServices;
using System.Text;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.OpenSsl;

/// <summary>
/// One end of a DTLS connection by OpenSSL. Retransmission runs on OpenSSL's reading of the system's clock; <see cref="NextTimeout"/> translates it
/// to the caller's.
/// </summary>
internal sealed unsafe class OpenSslDtlsConnection : IDtlsConnection
{
    private const int ReceivedCapacity = 256 * 1024;
    private const int RecordLength = 16 * 1024;
    private const int FingerprintLength = 32;
    private const uint LongestRetransmission = 1_000_000;

    private readonly SslHandle _ssl;
    private readonly SslDatagrams _datagrams;
    private readonly DatagramQueue _received = new(ReceivedCapacity);
    private byte[] _fingerprint = [];

    public OpenSslDtlsConnection(SslHandle ssl, DtlsRole role, DtlsOptions options)
    {
        _ssl = ssl;
        _datagrams = new SslDatagrams(options);
        ssl.Attach(SslBio.Method, _datagrams);
        SslNative.SetTimerCallback(ssl, &NextRetransmission);
        _ = SslNative.Control(ssl, SslNative.SetMtu, new CLong(options.Mtu), null);
        if (role is DtlsRole.Client)
        {
            SslNative.SetClient(ssl);
        }
        else
        {
            SslNative.SetServer(ssl);
        }
    }

    /// <inheritdoc />
    public DtlsState State { get; private set; }

    /// <inheritdoc />
    public string? Failure { get; private set; }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> PeerFingerprint => _fingerprint;

    /// <inheritdoc />
    public SrtpProfile Profile { get; private set; }

    /// <inheritdoc />
    public TimeSpan? NextTimeout { get; private set; }

    /// <inheritdoc />
    public void Start(TimeSpan now)
    {
        Advance();
        ReadTimer(now);
    }

    /// <inheritdoc />
    public void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        var records = SslRecords.TakeSound(datagram);
        if (State is DtlsState.Closed or DtlsState.Failed || records.IsEmpty)
        {
            return;
        }

        fixed (byte* bytes = records)
        {
            _datagrams.Offer(bytes, records.Length);
            Advance();
            _datagrams.Withdraw();
        }

        ReadTimer(now);
    }

    /// <inheritdoc />
    public int TakeDatagram(Span<byte> buffer) => _datagrams.Outgoing.Take(buffer);

    /// <inheritdoc />
    public int TakeData(Span<byte> buffer) => _received.Take(buffer);

    /// <inheritdoc />
    public bool Send(ReadOnlySpan<byte> data)
    {
        if (State is not DtlsState.Connected || data.IsEmpty)
        {
            return false;
        }

        fixed (byte* bytes = data)
        {
            CryptoNative.ClearErrors();
            var written = SslNative.Write(_ssl, bytes, data.Length);
            return written > 0 || !IsFatal(written);
        }
    }

    /// <inheritdoc />
    public void HandleTimeout(TimeSpan now)
    {
        if (NextTimeout is not { } due || now < due)
        {
            return;
        }

        // Below zero after too many retransmissions. Zero when by OpenSSL's clock it is not time yet: the timer is read again.
        CryptoNative.ClearErrors();
        if (SslNative.Control(_ssl, SslNative.HandleTimeout, new CLong(0), null).Value < 0)
        {
            Fail("the peer does not answer: " + SslErrors.Take());
        }

        ReadTimer(now);
    }

    /// <inheritdoc />
    public bool Export(string label, Span<byte> keyingMaterial)
    {
        if (State is not DtlsState.Connected)
        {
            return false;
        }

        var name = Encoding.ASCII.GetBytes(label);
        fixed (byte* labelPointer = name)
        fixed (byte* output = keyingMaterial)
        {
            return SslNative.ExportKeyingMaterial(
                    _ssl,
                    output,
                    (nuint)keyingMaterial.Length,
                    labelPointer,
                    (nuint)name.Length,
                    null,
                    0,
                    useContext: 0
                ) == 1;
        }
    }

    /// <inheritdoc />
    public void Close()
    {
        // OpenSSL sends nothing while it shakes hands, and must not be asked to after a fatal error.
        if (State is DtlsState.Connected)
        {
            CryptoNative.ClearErrors();
            _ = SslNative.Shutdown(_ssl);
        }

        if (State is not DtlsState.Failed)
        {
            State = DtlsState.Closed;
        }

        NextTimeout = null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close();
        _ssl.Dispose();
    }

    private void Advance()
    {
        CryptoNative.ClearErrors();
        if (State is DtlsState.Handshaking)
        {
            var result = SslNative.Handshake(_ssl);
            if (result == 1)
            {
                Connect();
            }
            else if (IsFatal(result))
            {
                return;
            }
        }

        if (State is DtlsState.Connected)
        {
            ReadData();
        }
    }

    private void Connect()
    {
        State = DtlsState.Connected;
        var profile = SslNative.GetSrtpProfile(_ssl);
        Profile = profile is null ? SrtpProfile.None : (SrtpProfile)profile->Id.Value;
        var certificate = SslNative.GetPeerCertificate(_ssl);
        if (certificate == 0)
        {
            Fail("the peer showed no certificate");
            return;
        }

        var fingerprint = new byte[FingerprintLength];
        fixed (byte* digest = fingerprint)
        {
            if (CryptoNative.DigestCertificate(certificate, CryptoNative.Sha256(), digest, out _) == 1)
            {
                _fingerprint = fingerprint;
            }
        }

        CryptoNative.FreeCertificate(certificate);
    }

    // Also answers the peer's retransmissions of its last flight.
    private void ReadData()
    {
        var buffer = stackalloc byte[RecordLength];
        while (true)
        {
            var length = SslNative.Read(_ssl, buffer, RecordLength);
            if (length <= 0)
            {
                _ = IsFatal(length);
                return;
            }

            _ = _received.TryAdd(new ReadOnlySpan<byte>(buffer, length));
        }
    }

    /// <summary>Sorts what OpenSSL returned: nothing to read yet, the end, or a failure.</summary>
    private bool IsFatal(int result)
    {
        switch (SslNative.GetError(_ssl, result))
        {
            case SslNative.WantRead:
                return false;
            case SslNative.ZeroReturn:
                Close();
                return true;
            default:
                Fail(SslErrors.Take());
                return true;
        }
    }

    private void Fail(string reason)
    {
        State = DtlsState.Failed;
        Failure ??= reason;
        NextTimeout = null;
    }

    private void ReadTimer(TimeSpan now)
    {
        // struct timeval: two longs on 64-bit Unix, two 32-bit numbers on Windows; zeroed first, so that a shorter second half reads right.
        var time = stackalloc long[2];
        time[0] = time[1] = 0;
        if (
            State is DtlsState.Closed or DtlsState.Failed
            || SslNative.Control(_ssl, SslNative.GetTimeout, new CLong(0), time).Value != 1
        )
        {
            NextTimeout = null;
            return;
        }

        var (seconds, microseconds) = OperatingSystem.IsWindows() ? ((int)time[0], time[0] >> 32) : (time[0], time[1]);
        NextTimeout = now + TimeSpan.FromSeconds(seconds) + TimeSpan.FromMicroseconds(microseconds);
    }

    /// <summary>Called with zero for the first time of a flight, then with the last one.</summary>
    [UnmanagedCallersOnly]
    private static uint NextRetransmission(nint ssl, uint microseconds) =>
        microseconds == 0
            ? (uint)SslBio.Find(SslNative.GetBio(ssl)).Options.FirstRetransmission.TotalMicroseconds
            : Math.Min(2 * microseconds, LongestRetransmission);
}
