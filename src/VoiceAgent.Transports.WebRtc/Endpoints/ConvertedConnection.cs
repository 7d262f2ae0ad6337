using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>
/// A connection in other formats than its conversation has: a codec that knows one rate only, or a conversation that began on another transport.
/// Positions are converted too. One reader and one writer, as the contract says.
/// </summary>
internal sealed class ConvertedConnection : IMediaConnection
{
    private readonly IMediaConnection _leg;
    private readonly AudioConverter _incoming;
    private readonly AudioConverter _outgoing;
    private readonly Lock _gate = new();
    private (long Leg, long Conversation) _sent;

    /// <param name="leg">The connection; owned.</param>
    /// <param name="input">What the conversation listens to, mono.</param>
    /// <param name="output">What the conversation speaks, mono.</param>
    public ConvertedConnection(IMediaConnection leg, AudioFormat input, AudioFormat output)
    {
        _leg = leg;
        Info = leg.Info with { Input = input, Output = output };
        _incoming = new AudioConverter(leg.Info.Input, input);
        _outgoing = new AudioConverter(output, leg.Info.Output);
    }

    public MediaConnectionInfo Info { get; }

    public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var input = await _leg.ReadAsync(cancellationToken).ConfigureAwait(false);
            switch (input.Kind)
            {
                case MediaInputKind.Audio:
                    var pcm = _incoming.Convert(input.Audio);
                    if (pcm.IsEmpty)
                    {
                        continue;
                    }

                    return MediaInput.FromAudio(pcm);
                case MediaInputKind.Played:
                    return input with { PlayedSamples = ToConversation(input.PlayedSamples) };
                default:
                    return input;
            }
        }
    }

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        var pcm = _outgoing.Convert(audio.Pcm);
        long position;
        lock (_gate)
        {
            // A converter holds a few samples back, so positions are counted in what really came out of it.
            position = _sent.Conversation == 0 ? ToLeg(audio.Position) : _sent.Leg;
            _sent = (
                position + (pcm.Length / _leg.Info.Output.BytesPerSample),
                audio.Position + (audio.Pcm.Length / Info.Output.BytesPerSample)
            );
        }

        return pcm.IsEmpty
            ? default
            : _leg.WriteAudioAsync(new MediaOutput(audio.ResponseId, pcm, position), cancellationToken);
    }

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) =>
        _leg.WriteMessageAsync(message, cancellationToken);

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) =>
        _leg.ClearAsync(through, cancellationToken);

    public ValueTask PauseAsync(ResponseId through, CancellationToken cancellationToken) =>
        _leg.PauseAsync(through, cancellationToken);

    public ValueTask DisposeAsync() => _leg.DisposeAsync();

    private long ToLeg(long position) => position * _leg.Info.Output.SampleRate / Info.Output.SampleRate;

    /// <summary>Counted back from what was sent last, so that all that was sent being played means just that.</summary>
    private long ToConversation(long played)
    {
        lock (_gate)
        {
            var left = Math.Max(0, _sent.Leg - played) * Info.Output.SampleRate / _leg.Info.Output.SampleRate;
            return Math.Max(0, _sent.Conversation - left);
        }
    }
}
