using System.Collections.ObjectModel;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Endpoints;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>
/// The beginning of a Pipecat client: its token, which the address or a header bears, then <c>client-ready</c>. What comes before that is
/// audio, which is dropped, or a request that is too early.
/// </summary>
internal sealed class PipecatHandshake(
    WebSocketLink link,
    IWebSocketAuthenticator? authenticator,
    PipecatStartTokens tokens,
    WebSocketTransportOptions options,
    TimeProvider time
) : Handshake(link, authenticator, options, time)
{
    /// <summary>A token was refused.</summary>
    private const WebSocketCloseStatus Refused = (WebSocketCloseStatus)4003;

    /// <summary>Agent the client asked for; null for the default one.</summary>
    public string? Agent { get; private set; }

    /// <summary>What authentication knows about the client.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Id of <c>client-ready</c>.</summary>
    public string ReadyId { get; private set; } = "";

    protected override string LateMessage => "No client-ready came in time; send it right after connecting.";

    /// <summary>Runs the handshake; false when it failed and the link is closing.</summary>
    public Task<bool> RunAsync(HttpContext context, string? agent)
    {
        Agent = agent ?? context.Request.Query["agent"].FirstOrDefault();
        return RunToEndAsync(context);
    }

    protected override WebSocketCloseStatus CloseCodeFor(string code) =>
        code is ErrorCodes.AuthRequired or ErrorCodes.AuthFailed ? Refused : base.CloseCodeFor(code);

    protected override async ValueTask<HandshakeStep> BeginAsync(HttpContext context, CancellationToken deadline)
    {
        var token = TokenOf(context);
        if (NeedsAuthentication && tokens.TryTake(token) is { } started)
        {
            (Agent, Metadata) = (started.Agent ?? Agent, started.Metadata);
            return HandshakeStep.Continue;
        }

        var answer = await AuthenticateAsync(context, token, Agent, deadline).ConfigureAwait(false);
        Metadata = answer?.Metadata ?? Metadata;
        return answer is null ? HandshakeStep.Failed : HandshakeStep.Continue;
    }

    protected override async ValueTask<HandshakeStep> AcceptAsync(
        HttpContext context,
        bool binary,
        CancellationToken deadline
    )
    {
        if (!binary || !TryRead(out var message, out var wrong))
        {
            await SendAsync(RtviFrame.Error("Invalid message: send protobuf frames as binary messages.", fatal: false))
                .ConfigureAwait(false);
            return HandshakeStep.Wrong;
        }

        if (wrong is not null)
        {
            await SendAsync(RtviFrame.Error($"Invalid RTVI transport message: {wrong}.", fatal: false))
                .ConfigureAwait(false);
            return HandshakeStep.Wrong;
        }

        if (message is null)
        {
            return HandshakeStep.Continue;
        }

        var request = RtviRequest.Read(message);
        if (!request.IsReady)
        {
            await SendAsync(RtviFrame.ErrorResponse(message.Id, "Send client-ready first.")).ConfigureAwait(false);
            return HandshakeStep.Wrong;
        }

        ReadyId = message.Id;
        var version = RtviVersion.Agree(request.Text);
        ((PipecatProtocol)((WebSocketLink)Link).Protocol).Version = version;
        if (version.Complaint is not null)
        {
            await SendAsync(RtviFrame.ErrorResponse(message.Id, version.Complaint)).ConfigureAwait(false);
        }

        return HandshakeStep.Done;
    }

    /// <summary>Where a client can put its token: the path, a header, the query.</summary>
    public static string? TokenOf(HttpContext context)
    {
        const string Bearer = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        return context.GetRouteValue("token") as string
            ?? (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null)
            ?? context.Request.Query["token"].LastOrDefault();
    }

    /// <summary>False when the bytes are no frame; else the RTVI message in it, if that is what it is.</summary>
    private bool TryRead(out RtviEnvelope? message, out string? wrong)
    {
        (message, wrong) = (null, null);
        if (!PipecatFrame.TryRead(Link.Message, out var frame))
        {
            return false;
        }

        if (frame.Kind == PipecatFrameKind.Message)
        {
            message = RtviEnvelope.Read(frame.Payload, out wrong);
        }

        return true;
    }

    private ValueTask SendAsync(Frame message) => Link.SendAsync(message);
}
