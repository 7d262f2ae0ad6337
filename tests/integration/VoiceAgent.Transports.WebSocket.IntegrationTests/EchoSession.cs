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
        var voice = new Voice(connection);
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
                    await voice.SayAsync(input.Audio);
                    break;
                case { Kind: MediaInputKind.Played }:
                    var heard = new BotHeardFrame(voice.Response, $"{input.PlayedSamples}", IsFinal: false);
                    await connection.WriteMessageAsync(heard, cancellationToken);
                    break;
                case { Message: ClientLostFrame or ClientResumedFrame }:
                    await connection.WriteMessageAsync(input.Message, cancellationToken);
                    break;
                case { Message: InputTextFrame text }:
                    await voice.ObeyAsync(text.Text);
                    break;
            }
        }
    }

    /// <summary>What a session says, and where on the playback clock it is.</summary>
    private sealed class Voice(IMediaConnection connection)
    {
        private long _position;

        public ResponseId Response { get; private set; } = new(1);

        public async ValueTask SayAsync(ReadOnlyMemory<byte> pcm)
        {
            await connection.WriteAudioAsync(new MediaOutput(Response, pcm, _position), CancellationToken.None);
            _position += pcm.Length / 2;
        }

        public async ValueTask ObeyAsync(string text)
        {
            switch (text)
            {
                case "throw":
                    throw new InvalidOperationException("as asked");
                case "fail":
                    throw new VoiceAgentException(ErrorCodes.ProviderFailed, "The vendor is down.");
                case "talk":
                    await TalkAsync(pieces: 2000);
                    break;
                case "talk for ever":
                    await TalkAsync(pieces: 1_000_000);
                    break;
                case "interrupt":
                    await connection.ClearAsync(Response, CancellationToken.None);
                    Response = new ResponseId(Response.Value + 1);
                    break;
                default:
                    var turn = new UserTurnFrame(text) { Typed = true };
                    await connection.WriteMessageAsync(turn, CancellationToken.None);
                    break;
            }
        }

        private async ValueTask TalkAsync(int pieces)
        {
            for (var piece = 0; piece < pieces; piece++)
            {
                await SayAsync(new byte[960]);
            }
        }
    }
}
