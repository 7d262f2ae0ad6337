using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebRtc;

/// <summary>Says back what is typed, hums on request, and tells what it hears.</summary>
internal sealed class ToneSession : IMediaSessionHandler
{
    /// <summary>What each session was asked for.</summary>
    public ConcurrentQueue<MediaSessionRequest> Requests { get; } = new();

    /// <summary>What was agreed in each session.</summary>
    public ConcurrentQueue<MediaConnectionInfo> Infos { get; } = new();

    /// <summary>Why each session's connection ended.</summary>
    public ConcurrentQueue<string> Ends { get; } = new();

    /// <summary>How often each session has lost its client.</summary>
    public ConcurrentQueue<string> Losses { get; } = new();

    public async Task RunAsync(
        IMediaConnection connection,
        MediaSessionRequest request,
        CancellationToken cancellationToken
    )
    {
        Requests.Enqueue(request);
        Infos.Enqueue(connection.Info);
        await connection.WriteMessageAsync(new SessionReadyFrame(request.Agent ?? "tone", []), cancellationToken);
        var talk = new Talk(connection);
        while (true)
        {
            var input = await connection.ReadAsync(CancellationToken.None);
            switch (input)
            {
                case { Kind: MediaInputKind.Closed }:
                    Ends.Enqueue(input.Reason!);
                    return;
                case { Message: EndFrame }:
                    Ends.Enqueue("end");
                    return;
                case { Message: ClientLostFrame lost }:
                    Losses.Enqueue(lost.Reason);
                    await connection.WriteMessageAsync(lost, cancellationToken);
                    break;
                case { Message: ClientResumedFrame }:
                    await connection.WriteMessageAsync(input.Message, cancellationToken);
                    break;
                case { Message: InputTextFrame text }:
                    await talk.ObeyAsync(text.Text);
                    break;
                case { Kind: MediaInputKind.Played }:
                    await talk.TellPlayedAsync(input.PlayedSamples);
                    break;
                case { Kind: MediaInputKind.Audio }:
                    await talk.HearAsync(input.Audio);
                    break;
            }
        }
    }

    private sealed class Talk(IMediaConnection connection)
    {
        private const int Loud = 3000;
        private long _position;
        private ResponseId _response = new(1);
        private bool _isHeard;

        public async ValueTask ObeyAsync(string text)
        {
            switch (text)
            {
                case "hum":
                    await HumAsync(TimeSpan.FromMilliseconds(800));
                    break;
                case "interrupt":
                    await connection.ClearAsync(_response, CancellationToken.None);
                    _response = new ResponseId(_response.Value + 1);
                    break;
                default:
                    var turn = new UserTurnFrame(text) { Typed = true };
                    await connection.WriteMessageAsync(turn, CancellationToken.None);
                    break;
            }
        }

        public ValueTask TellPlayedAsync(long samples) =>
            connection.WriteMessageAsync(new BotHeardFrame(_response, $"{samples}", IsFinal: false), default);

        /// <summary>Says once that somebody is loud.</summary>
        public async ValueTask HearAsync(ReadOnlyMemory<byte> pcm)
        {
            if (!_isHeard && MemoryMarshal.Cast<byte, short>(pcm.Span).ToArray().Any(sample => sample > Loud))
            {
                _isHeard = true;
                await connection.WriteMessageAsync(new TranscriptionFrame("a tone"), default);
            }
        }

        private async ValueTask HumAsync(TimeSpan length)
        {
            var rate = connection.Info.Output.SampleRate;
            var samples = (int)(length.TotalSeconds * rate);
            var pcm = new byte[samples * sizeof(short)];
            Tones.Fill(MemoryMarshal.Cast<byte, short>(pcm.AsSpan()), rate);
            await connection.WriteAudioAsync(new MediaOutput(_response, pcm, _position), CancellationToken.None);
            _position += samples;
        }
    }
}
