using System.Security.Cryptography;
using VoiceAgent.Transports.WebRtc.Srtp;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>
/// One end of a DTLS 1.2 connection. Records that are malformed, not genuine, replayed or of the wrong epoch are dropped
/// in silence (RFC 6347 section 4.1.2.7); only a genuine or a handshake record can end the connection.
/// </summary>
internal sealed class ManagedDtlsConnection : IDtlsConnection
{
    private const int OutgoingCapacity = 64 * 1024;
    private const int ReceivedCapacity = 256 * 1024;
    private const byte Warning = 1;
    private const byte Fatal = 2;

    private readonly DatagramQueue _outgoing = new(OutgoingCapacity);
    private readonly DatagramQueue _received = new(ReceivedCapacity);
    private readonly HandshakeReassembly _reassembly = new();
    private readonly RecordWriter _records;
    private readonly Flight _flight;
    private readonly Handshake _handshake;
    private ReplayWindow _replay;
    private byte[] _plain = new byte[2048];

    public ManagedDtlsConnection(DtlsRole role, DtlsCertificate certificate, DtlsOptions options)
    {
        _records = new RecordWriter(_outgoing, options.Mtu);
        _flight = new Flight(_records, options);
        _handshake =
            role is DtlsRole.Client
                ? new ClientHandshake(certificate, _flight, _records)
                : new ServerHandshake(certificate, _flight, _records);
    }

    /// <inheritdoc />
    public DtlsState State { get; private set; }

    /// <inheritdoc />
    public string? Failure { get; private set; }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> PeerFingerprint => _handshake.Peer?.Fingerprint ?? ReadOnlyMemory<byte>.Empty;

    /// <inheritdoc />
    public SrtpProfile Profile => State is DtlsState.Connected ? _handshake.Profile : SrtpProfile.None;

    /// <inheritdoc />
    public TimeSpan? NextTimeout => State is DtlsState.Handshaking ? _flight.NextTimeout : null;

    /// <summary>What the peer's records are decrypted with, once there are keys.</summary>
    internal RecordCipher? IncomingCipher => _handshake.Incoming;

    /// <summary>Records thrown away.</summary>
    public long Dropped { get; private set; }

    /// <inheritdoc />
    public void Start(TimeSpan now) => _handshake.Start(now);

    /// <inheritdoc />
    public void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        var isRepeated = false;
        while (
            State is DtlsState.Handshaking or DtlsState.Connected
            && RecordHeader.TryRead(ref datagram, out var header, out var fragment)
        )
        {
            isRepeated |= Take(header, fragment, now);
        }

        if (datagram.Length > 0)
        {
            Dropped++;
        }

        if (isRepeated && State is DtlsState.Handshaking or DtlsState.Connected)
        {
            _flight.Repeat(now);
        }
    }

    /// <inheritdoc />
    public int TakeDatagram(Span<byte> buffer) => _outgoing.Take(buffer);

    /// <inheritdoc />
    public int TakeData(Span<byte> buffer) => _received.Take(buffer);

    /// <inheritdoc />
    public bool Send(ReadOnlySpan<byte> data)
    {
        if (State is not DtlsState.Connected || data.IsEmpty || !_records.TryAdd(ContentType.ApplicationData, 1, data))
        {
            return false;
        }

        _records.Flush();
        return true;
    }

    /// <inheritdoc />
    public void HandleTimeout(TimeSpan now)
    {
        if (State is DtlsState.Handshaking && !_flight.HandleTimeout(now))
        {
            Fail("The peer does not answer.");
        }
    }

    /// <inheritdoc />
    public bool Export(string label, Span<byte> keyingMaterial)
    {
        if (State is not DtlsState.Connected)
        {
            return false;
        }

        _handshake.Secrets!.Export(label, keyingMaterial);
        return true;
    }

    /// <inheritdoc />
    public void Close()
    {
        if (State is DtlsState.Connected)
        {
            SendAlert(Warning, AlertDescription.CloseNotify);
        }

        if (State is DtlsState.Connected or DtlsState.Handshaking)
        {
            State = DtlsState.Closed;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (State is DtlsState.Handshaking or DtlsState.Connected)
        {
            State = DtlsState.Closed;
        }

        _handshake.Dispose();
        CryptographicOperations.ZeroMemory(_plain);
    }

    /// <summary>True when the record repeats a message that was answered.</summary>
    private bool Take(in RecordHeader header, ReadOnlySpan<byte> fragment, TimeSpan now)
    {
        // Once connected nothing counts that is not encrypted.
        if (header.Epoch == 0 && State is DtlsState.Handshaking)
        {
            return TakeContent(header, fragment, now);
        }

        var length = fragment.Length - RecordCipher.Overhead;
        if (
            header.Epoch != 1
            || _handshake.Incoming is not { } cipher
            || length < 0
            || !_replay.MayAccept(header.Sequence)
        )
        {
            Dropped++;
            return false;
        }

        if (_plain.Length < length)
        {
            _plain = new byte[length];
        }

        var plain = _plain.AsSpan(0, length);
        if (!cipher.Unprotect(header, fragment, plain))
        {
            Dropped++;
            return false;
        }

        _replay.Accept(header.Sequence);
        return TakeContent(header, plain, now);
    }

    private bool TakeContent(in RecordHeader header, ReadOnlySpan<byte> content, TimeSpan now)
    {
        switch (header.Type)
        {
            case ContentType.Handshake:
                return TakeHandshake(header.Epoch, content, now);
            case ContentType.Alert:
                TakeAlert(content);
                return false;
            case ContentType.ChangeCipherSpec when header.Epoch == 0:
                // Epochs are in every record; this says nothing that is not known.
                return false;
            case ContentType.ApplicationData when State is DtlsState.Connected && header.Epoch == 1:
                TakeData(content);
                return false;
            default:
                Dropped++;
                return false;
        }
    }

    private void TakeData(ReadOnlySpan<byte> content)
    {
        // Whoever sends data has our Finished.
        _flight.Begin();
        if (!_received.TryAdd(content))
        {
            Dropped++;
        }
    }

    private bool TakeHandshake(ushort epoch, ReadOnlySpan<byte> content, TimeSpan now)
    {
        var isRepeated = false;
        var reader = new TlsReader(content);
        while (reader.HasMore)
        {
            if (!HandshakeFragment.TryRead(ref reader, out var fragment))
            {
                Dropped++;
                break;
            }

            if (State is DtlsState.Connected && fragment.Type is not HandshakeType.Finished)
            {
                // A new handshake, whose numbers start again at zero: renegotiation is refused (RFC 5746 section 4.1).
                SendAlert(Warning, AlertDescription.NoRenegotiation);
                return false;
            }

            if (_reassembly.IsOld(fragment.Sequence))
            {
                isRepeated = true;
            }
            else if ((fragment.Type is HandshakeType.Finished) == (epoch == 1))
            {
                _reassembly.Add(fragment);
            }
            else
            {
                // Finished counts only encrypted, and everything else only before: else one could stand for the other.
                Dropped++;
            }
        }

        Advance(now);
        return isRepeated;
    }

    private void Advance(TimeSpan now)
    {
        while (State is DtlsState.Handshaking && _reassembly.TryTake(out var message))
        {
            if (TryTake(message, now) is { } failure)
            {
                SendAlert(Fatal, failure.Alert);
                Fail(failure.Reason);
            }
            else if (_handshake.IsDone)
            {
                State = DtlsState.Connected;
                _reassembly.Clear();
            }
        }
    }

    private HandshakeFailure? TryTake(in HandshakeMessage message, TimeSpan now)
    {
        try
        {
            return _handshake.Take(message, now);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or NotSupportedException)
        {
            // What the platform thinks of certificates and keys it does not know differs.
            return new(AlertDescription.BadCertificate, $"The peer's {message.Type} makes no sense: {error.Message}");
        }
    }

    private void TakeAlert(ReadOnlySpan<byte> content)
    {
        if (content is not [var level, var description])
        {
            Dropped++;
        }
        else if (description == (byte)AlertDescription.CloseNotify && State is DtlsState.Connected)
        {
            SendAlert(Warning, AlertDescription.CloseNotify);
            State = DtlsState.Closed;
        }
        else if (level == Fatal || description == (byte)AlertDescription.CloseNotify)
        {
            Fail($"The peer sent the alert {(AlertDescription)description}.");
        }
    }

    private void SendAlert(byte level, AlertDescription description)
    {
        var epoch = _handshake.SendsEncrypted ? (ushort)1 : (ushort)0;
        _records.TryAdd(ContentType.Alert, epoch, [level, (byte)description]);
        _records.Flush();
    }

    private void Fail(string reason) => (State, Failure) = (DtlsState.Failed, reason);
}
