using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VoiceAgent.Audio;
using VoiceAgent.Tts;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// A vendor of speech in this process, behind TLS on the loopback interface and a network that takes its time: what crosses it is held back that
/// long. Counts the connections that were opened to it.
/// </summary>
internal sealed class TlsVoice : ITextToSpeech, IAsyncDisposable
{
    private readonly TimeSpan _roundTrip;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly X509Certificate2 _certificate;
    private readonly Task _accepting;
    private int _handshakes;

    /// <param name="roundTrip">Time to the vendor and back.</param>
    public TlsVoice(TimeSpan roundTrip)
    {
        _roundTrip = roundTrip;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Handshakes => Volatile.Read(ref _handshakes);

    public TextToSpeechCapabilities Capabilities { get; } = new() { Name = "tls", Format = AudioFormat.Output24Khz };

    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        // TCP, TLS 1.3 and the request that opens the stream: a round trip each.
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, cancellationToken);
        await Task.Delay(_roundTrip * 3, TimeProvider.System, cancellationToken);
        var stream = new SslStream(client.GetStream());
        var trust = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate?.GetCertHashString() == _certificate.GetCertHashString(),
        };
        await stream.AuthenticateAsClientAsync(trust, cancellationToken);
        return new Session(stream);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _certificate.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var connection = client;
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(_certificate);
            Interlocked.Increment(ref _handshakes);
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { AutoFlush = true };
            while (await reader.ReadLineAsync(_closing.Token) is { } line)
            {
                await Task.Delay(_roundTrip, TimeProvider.System, _closing.Token);
                await writer.WriteLineAsync(line);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Closed.
        }
    }

    /// <summary>Sends the number of each utterance, and takes its return for the first audio.</summary>
    private sealed class Session(SslStream stream) : ITextToSpeechSession
    {
        private readonly StreamWriter _writer = new(stream) { AutoFlush = true };
        private readonly StreamReader _reader = new(stream);

        public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken) => default;

        public async ValueTask FlushAsync(long utterance, CancellationToken cancellationToken) =>
            await _writer.WriteLineAsync(
                utterance.ToString(CultureInfo.InvariantCulture).AsMemory(),
                cancellationToken
            );

        public ValueTask CancelAsync(long through, CancellationToken cancellationToken) => default;

        public async IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            while (await _reader.ReadLineAsync(cancellationToken) is { } line)
            {
                var utterance = long.Parse(line, CultureInfo.InvariantCulture);
                yield return new(TextToSpeechEventKind.Audio, utterance) { Audio = new byte[480] };
                yield return new(TextToSpeechEventKind.Completed, utterance);
            }
        }

        public ValueTask DisposeAsync() => stream.DisposeAsync();
    }
}
