using System.Collections.Concurrent;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Says back what it hears; a few typed words make it do other things.</summary>
internal sealed class EchoSession : IMediaSessionHandler
{
    /// <summary>Why each session's connection ended, in the order they did.</summary>
    public ConcurrentQueue<string> Ends { get; } = new();

    /// <summary>What each session was asked for.</summary>
    public ConcurrentQueue<MediaSessionRequest> Requests { get; } = new();

    /// <summary>What was agreed in each session.</summary>
    public ConcurrentQueue<MediaConnectionInfo> Infos { get; } = new();

    public async Task RunAsync(
        IMediaConnection connection,
        MediaSessionRequest request,
        CancellationToken cancellationToken
    )
    {
        Requests.Enqueue(request);
        Infos.Enqueue(connection.Info);
        await connection.WriteMessageAsync(new SessionReadyFrame(request.Agent ?? "echo", []), cancellationToken);
        var (response, position) = (1L, 0L);
        while (true)
        {
            var input = await connection.ReadAsync(CancellationToken.None);
            switch (input)
            {
                case { Kind: MediaInputKind.Closed }:
                    Ends.Enqueue(input.Reason!);
                    return;
                case { Message: EndFrame }:
                    return;
                case { Kind: MediaInputKind.Audio }:
                    await SayAsync(input.Audio);
                    break;
                case { Kind: MediaInputKind.Played }:
                    var heard = new BotHeardFrame(new(response), $"{input.PlayedSamples}", IsFinal: false);
                    await connection.WriteMessageAsync(heard, cancellationToken);
                    break;
                case { Message: InputTextFrame text }:
                    await ObeyAsync(text.Text);
                    break;
            }
        }

        async ValueTask SayAsync(ReadOnlyMemory<byte> pcm)
        {
            await connection.WriteAudioAsync(new MediaOutput(new(response), pcm, position), cancellationToken);
            position += pcm.Length / 2;
        }

        async ValueTask ObeyAsync(string text)
        {
            switch (text)
            {
                case "throw":
                    throw new InvalidOperationException("as asked");
                case "fail":
                    throw new VoiceAgentException(ErrorCodes.ProviderFailed, "The vendor is down.");
                case "talk":
                    for (var piece = 0; piece < 2000; piece++)
                    {
                        await SayAsync(new byte[960]);
                    }

                    break;
                case "talk for ever":
                    for (var piece = 0; piece < 1_000_000; piece++)
                    {
                        await SayAsync(new byte[960]);
                    }

                    break;
                case "interrupt":
                    await connection.ClearAsync(new ResponseId(response++), cancellationToken);
                    break;
                default:
                    await connection.WriteMessageAsync(new UserTurnFrame(text) { Typed = true }, cancellationToken);
                    break;
            }
        }
    }
}
