using Microsoft.Extensions.Logging;
using SIPSorcery.Net;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Sdp;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>
/// SIPSorcery as the engine: a full ICE agent on one UDP port for each session. It begins the DTLS handshake unless the peer insists on that; of
/// <see cref="RtcEngineOptions"/> it does without <see cref="RtcEngineOptions.AllowTcp"/>, <see cref="RtcEngineOptions.BeginsHandshake"/> and
/// <see cref="RtcEngineOptions.DtlsProvider"/>. Thread-safe.
/// </summary>
public sealed partial class SipSorceryRtcEngine : IRtcEngine
{
    private readonly Lock _lock = new();
    private readonly HashSet<SipSorcerySession> _sessions = [];
    private readonly RtcEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SessionNetwork _network;
    private int _opening;
    private bool _isDisposed;

    /// <summary>Checks the options; ports are bound with the sessions.</summary>
    /// <param name="options">
    /// Network and limits; read once. <see cref="RtcEngineOptions.UdpPort"/> is the first of two ports for each of
    /// <see cref="RtcEngineOptions.MaxSessions"/>, and even; <see cref="RtcEngineOptions.BindAddresses"/> has at most one.
    /// </param>
    /// <param name="time">The clock of deadlines; the library has its own.</param>
    /// <param name="logger">Where to tell what happens.</param>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.InvalidConfiguration"/>: an address or the port is wrong.</exception>
    public SipSorceryRtcEngine(RtcEngineOptions options, TimeProvider time, ILogger<SipSorceryRtcEngine> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _time, _logger) = (options, time, logger);
        _network = new SessionNetwork(options);
        WatchPeersAsTheOtherEngine();
        LogChosen(logger, typeof(RTCPeerConnection).Assembly.GetName().Version?.ToString(3) ?? "");
    }

    /// <inheritdoc />
    public string Name => "sipsorcery";

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">
    /// <see cref="ErrorCodes.InvalidOffer"/>: the offer cannot be read or lacks something. <see cref="ErrorCodes.ServerBusy"/>: there are as many
    /// sessions as allowed, or no port is free.
    /// </exception>
    public async ValueTask<IRtcSession> AcceptAsync(
        string offer,
        RtcSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        Admit();
        SipSorcerySession? session = null;
        try
        {
            var setup = Prepare(offer, options);

            // The library makes keys and asks for the machine's addresses, and blocks in it.
            session = await Task.Run(() => new SipSorcerySession(setup), CancellationToken.None).ConfigureAwait(false);
        }
        catch (ApplicationException exception)
        {
            LogNoPort(_logger, exception);
            throw RtcRefusal.Busy("No UDP port is free for one more session.");
        }
        finally
        {
            Settle(session);
        }

        return session;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        SipSorcerySession[] sessions;
        lock (_lock)
        {
            _isDisposed = true;
            sessions = [.. _sessions];
        }

        await Task.WhenAll(sessions.Select(session => session.CloseAsync("the server is stopping").AsTask()))
            .ConfigureAwait(false);
    }

    /// <summary>The library's times are shared by all who use it in the process.</summary>
    private static void WatchPeersAsTheOtherEngine()
    {
        RtpIceChannel.DISCONNECTED_TIMEOUT_PERIOD = (int)RtcConsent.Doubtful.TotalSeconds;
        RtpIceChannel.FAILED_TIMEOUT_PERIOD = (int)RtcConsent.Lost.TotalSeconds;
    }

    /// <summary>Takes one of the places; <see cref="Settle"/> gives it to the session, or back.</summary>
    private void Admit()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var halfOpen = _opening + _sessions.Count(session => session.IsHalfOpen);
            if (_opening + _sessions.Count >= _options.MaxSessions || halfOpen >= _options.MaxHalfOpen)
            {
                throw RtcRefusal.Busy();
            }

            _opening++;
        }
    }

    private SessionSetup Prepare(string offer, RtcSessionOptions options)
    {
        if (
            !SdpParser.TryParse(offer, out var parsed, out var problem)
            || !SdpAgreement.TryCreate(parsed, options.Codecs, DtlsRole.Client, out var agreement, out problem)
        )
        {
            throw RtcRefusal.InvalidOffer(problem);
        }

        return new SessionSetup
        {
            Offer = parsed,
            Agreement = agreement,
            Candidates = PeerCandidate.ReadAll(offer),
            Options = options,
            Network = _network,
            Time = _time,
            OnConnected = OnConnected,
            OnEnded = OnEnded,
        };
    }

    private void Settle(SipSorcerySession? session)
    {
        var isTooLate = false;
        lock (_lock)
        {
            _opening--;
            if (session is { HasEnded: false })
            {
                RtcMeter.Began();
                _sessions.Add(session);
                isTooLate = _isDisposed;
            }
        }

        if (isTooLate)
        {
            _ = session!.CloseAsync("the server is stopping").AsTask();
        }
    }

    private void OnConnected(TimeSpan duration)
    {
        RtcMeter.Connected(duration);
        LogConnected(_logger, (int)duration.TotalMilliseconds);
    }

    private void OnEnded(SipSorcerySession session, RtcEndReason reason)
    {
        lock (_lock)
        {
            if (!_sessions.Remove(session))
            {
                return;
            }
        }

        RtcMeter.Ended(reason);
        LogEnded(_logger, reason);
    }

    [LoggerMessage(65, LogLevel.Information, "SIPSorcery {Version} opens a UDP port for each session.")]
    private static partial void LogChosen(ILogger logger, string version);

    [LoggerMessage(66, LogLevel.Debug, "A WebRTC peer is connected {Milliseconds} ms after its offer.")]
    private static partial void LogConnected(ILogger logger, int milliseconds);

    [LoggerMessage(67, LogLevel.Debug, "A WebRTC session ended: {Reason}.")]
    private static partial void LogEnded(ILogger logger, RtcEndReason reason);

    [LoggerMessage(68, LogLevel.Warning, "SIPSorcery has found no UDP port for a session.")]
    private static partial void LogNoPort(ILogger logger, Exception exception);
}
