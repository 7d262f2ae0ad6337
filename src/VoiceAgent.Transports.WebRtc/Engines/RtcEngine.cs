using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>
/// The default engine: ICE-lite, DTLS-SRTP and data channels for all sessions over one UDP port. Peers connect to it; it never connects to a peer,
/// so it needs an address they can reach (RFC 8445 section 2.5). Thread-safe.
/// </summary>
public sealed partial class RtcEngine : IRtcEngine
{
    private readonly RtcEngineOptions _options;
    private readonly IDtlsProvider _dtls;
    private readonly DtlsCertificate _certificate;
    private readonly RtcDriver _driver;

    /// <summary>Binds the sockets.</summary>
    /// <param name="options">Network and limits; read once.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to tell what was chosen and what went wrong.</param>
    /// <exception cref="VoiceAgentException">
    /// <see cref="ErrorCodes.InvalidConfiguration"/>: an address is wrong or taken. <see cref="ErrorCodes.EngineMissing"/>: OpenSSL was asked for and is not installed.
    /// </exception>
    public RtcEngine(RtcEngineOptions options, TimeProvider time, ILogger<RtcEngine> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _dtls = DtlsProviders.Choose(options.DtlsProvider);
        _certificate = DtlsCertificate.Create(time);
        _driver = new RtcDriver(options, time, logger);
        LogListening(logger, _driver.Candidates[0].Endpoint.Port, _dtls.Name);
    }

    /// <inheritdoc />
    public string Name => "default";

    /// <summary>The port of all sessions, UDP and TCP.</summary>
    public int Port => _driver.Candidates[0].Endpoint.Port;

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">
    /// <see cref="ErrorCodes.InvalidOffer"/>: the offer cannot be read or lacks something. <see cref="ErrorCodes.ServerBusy"/>: there are as many
    /// sessions as allowed.
    /// </exception>
    public ValueTask<IRtcSession> AcceptAsync(
        string offer,
        RtcSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        if (_driver.Count >= _options.MaxSessions || _driver.HalfOpen >= _options.MaxHalfOpen)
        {
            throw RtcRefusal.Busy();
        }

        var preferred = _options.BeginsHandshake ? DtlsRole.Client : DtlsRole.Server;
        if (
            !SdpParser.TryParse(offer, out var parsed, out var problem)
            || !SdpAgreement.TryCreate(parsed, options.Codecs, preferred, out var agreement, out problem)
        )
        {
            throw RtcRefusal.InvalidOffer(problem);
        }

        var now = _driver.Now;
        var session = new RtcSession(
            new RtcSessionSetup
            {
                Offer = parsed,
                Agreement = agreement,
                Options = options,
                Dtls = _dtls,
                Certificate = _certificate,
                Candidates = _driver.Candidates,
                Epoch = _driver.Epoch,
                Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            },
            now
        );
        var connection = new RtcConnection(_driver, session, now);
        _driver.Add(connection);
        return new ValueTask<IRtcSession>(connection);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync().ConfigureAwait(false);
        _certificate.Dispose();
    }

    [LoggerMessage(63, LogLevel.Information, "WebRTC listens on port {Port}; DTLS is done by {Provider}.")]
    private static partial void LogListening(ILogger logger, int port, string provider);
}
