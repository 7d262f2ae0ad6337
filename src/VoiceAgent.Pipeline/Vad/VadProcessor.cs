using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Vad;

/// <summary>
/// Listens to the user's audio and tells everybody when speech begins and ends. The model is quick enough for the
/// session's pump. A start goes ahead of the audio that gave it away, a stop goes behind it.
/// </summary>
public sealed class VadProcessor(IVoiceActivityModelFactory factory, VadOptions? options = null) : FrameProcessor
{
    private readonly VadOptions _options = options ?? new VadOptions();
    private VadStream? _stream;
    private ProcessorTimer? _silentLine;
    private AudioFormat _format;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _silentLine?.Dispose();
        _stream?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        _format = frame.Input;
        _stream = new VadStream(factory, _options, frame.Input);
        _silentLine = CreateTimer(OnSilentLineAsync);
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        if (frame is not InputAudioFrame audio)
        {
            return PushAsync(frame, direction);
        }

        var rest = audio.Audio;
        var change = _stream!.Write(ref rest);
        WatchLine();
        return change == VadChange.None ? PushAsync(frame, direction) : TellAsync(audio, change, rest);
    }

    private async ValueTask TellAsync(InputAudioFrame audio, VadChange change, ReadOnlyMemory<byte> rest)
    {
        var isPushed = false;
        for (; change != VadChange.None; change = _stream!.Write(ref rest))
        {
            if (change == VadChange.Started)
            {
                await BroadcastAsync(new VadUserStartedSpeakingFrame(_stream!.StartedAt)).ConfigureAwait(false);
                continue;
            }

            if (!isPushed)
            {
                await PushAsync(audio).ConfigureAwait(false);
                isPushed = true;
            }

            var silence = audio.Position + audio.Samples - _stream!.StoppedAt;
            await TellStopAsync(_format.SamplesToTime(Math.Max(0, silence))).ConfigureAwait(false);
        }

        WatchLine();
        if (!isPushed)
        {
            await PushAsync(audio).ConfigureAwait(false);
        }
    }

    private ValueTask TellStopAsync(TimeSpan hangover) =>
        BroadcastAsync(new VadUserStoppedSpeakingFrame(_stream!.StoppedAt, hangover));

    private void WatchLine()
    {
        if (_stream!.IsSpeaking)
        {
            _silentLine!.Set(_options.AudioTimeout);
        }
        else
        {
            _silentLine!.Clear();
        }
    }

    private ValueTask OnSilentLineAsync()
    {
        if (_stream!.End() == VadChange.None)
        {
            return default;
        }

        var silence = _format.SamplesToTime(_stream.Position - _stream.StoppedAt);
        return TellStopAsync(silence + _options.AudioTimeout);
    }
}
