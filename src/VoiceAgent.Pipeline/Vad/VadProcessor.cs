using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Vad;

/// <summary>
/// Listens to the user's audio and tells everybody when speech begins and ends. The model is quick enough for the session's pump. A start
/// goes ahead of the audio that gave it away, a stop goes behind it.
/// </summary>
public sealed class VadProcessor(IVoiceActivityModelFactory factory, VadOptions? options = null) : FrameProcessor
{
    private VadStream? _stream;
    private Audio.AudioFormat _format;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _stream?.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override ValueTask OnStartAsync(StartFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        _format = frame.Input;
        _stream = new VadStream(factory, options ?? new VadOptions(), frame.Input);
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        if (frame is not InputAudioFrame audio)
        {
            return PushAsync(frame, direction);
        }

        var change = _stream!.Write(audio.Audio);
        return change == VadChange.None ? PushAsync(frame, direction) : TellAsync(audio, change);
    }

    private async ValueTask TellAsync(InputAudioFrame audio, VadChange change)
    {
        if (change == VadChange.Started)
        {
            await BroadcastAsync(new VadUserStartedSpeakingFrame(_stream!.StartedAt)).ConfigureAwait(false);
            await PushAsync(audio).ConfigureAwait(false);
            return;
        }

        await PushAsync(audio).ConfigureAwait(false);
        var heard = audio.Position + audio.Samples;
        var hangover = _format.SamplesToTime(Math.Max(0, heard - _stream!.StoppedAt));
        await BroadcastAsync(new VadUserStoppedSpeakingFrame(_stream.StoppedAt, hangover)).ConfigureAwait(false);
    }
}
