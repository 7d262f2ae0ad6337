using VoiceAgent.Audio;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Fakes;

/// <summary>The loudspeaker of a <see cref="FakeMediaConnection"/>: plays what arrives, piece behind piece, in the time it lasts.</summary>
internal sealed class FakePlayback(AudioFormat format)
{
    private readonly Queue<(long Position, int Samples)> _buffer = new();
    private TimeSpan _since;

    /// <summary>Where playback stands, on the clock of <see cref="MediaOutput.Position"/>.</summary>
    public long Played { get; private set; }

    public bool IsEmpty => _buffer.Count == 0;

    public void Add(in MediaOutput audio, TimeSpan now)
    {
        Advance(now);
        if (IsEmpty)
        {
            _since = now;
        }

        _buffer.Enqueue((audio.Position, audio.Pcm.Length / format.BytesPerSample));
    }

    public void Clear(TimeSpan now)
    {
        Advance(now);
        _buffer.Clear();
    }

    public void Advance(TimeSpan now)
    {
        var samples = format.TimeToSamples(now - _since);
        while (_buffer.TryPeek(out var piece))
        {
            Played = piece.Position + Math.Min(samples, piece.Samples);
            if (samples < piece.Samples)
            {
                return;
            }

            samples -= piece.Samples;
            _since += format.SamplesToTime(piece.Samples);
            _buffer.Dequeue();
        }
    }
}
