using System.Runtime.InteropServices;
using VoiceAgent.Audio;
using VoiceAgent.Testing;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>
/// Somebody with a loudspeaker: plays what a client is sent in the time it lasts, reports how far, and keeps every sample that was heard.
/// </summary>
internal sealed class Listener(VirtualTime time)
{
    private static readonly AudioFormat Format = AudioFormat.Output24Khz;
    private readonly Queue<(long Position, short Sample)> _buffer = new();
    private TimeSpan _since;

    /// <summary>Every sample that left the loudspeaker.</summary>
    public List<short> Heard { get; } = [];

    /// <summary>Where playback stands.</summary>
    public long Position { get; private set; }

    public bool IsPlaying
    {
        get
        {
            Advance();
            return _buffer.Count > 0;
        }
    }

    public void Play(ServerAudio audio)
    {
        Advance();
        if (_buffer.Count == 0)
        {
            _since = time.Elapsed;
        }

        var position = audio.Position;
        foreach (var sample in MemoryMarshal.Cast<byte, short>(audio.Pcm.Span))
        {
            _buffer.Enqueue((position++, sample));
        }
    }

    /// <summary>Stops and drops what was not played.</summary>
    /// <returns>Where playback stopped.</returns>
    public long Stop()
    {
        Advance();
        _buffer.Clear();
        return Position;
    }

    private void Advance()
    {
        var due = Format.TimeToSamples(time.Elapsed - _since);
        _since += Format.SamplesToTime(due);
        for (; due > 0 && _buffer.TryDequeue(out var next); due--)
        {
            Heard.Add(next.Sample);
            Position = next.Position + 1;
        }
    }
}
