using VoiceAgent.Audio;

namespace VoiceAgent.Turns;

/// <summary>The last seconds of the user's audio, and where in them the turn began.</summary>
internal sealed class TurnAudio(AudioFormat format)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    // The detector tells of speech when it has gone on for a while.
    private static readonly TimeSpan PreRoll = TimeSpan.FromMilliseconds(500);

    private readonly byte[] _ring = new byte[format.BytesIn(Longest)];
    private long _written;
    private long _began;

    /// <summary>Takes the next audio.</summary>
    public void Add(ReadOnlySpan<byte> pcm)
    {
        while (!pcm.IsEmpty)
        {
            var at = (int)(_written % _ring.Length);
            var count = Math.Min(pcm.Length, _ring.Length - at);
            pcm[..count].CopyTo(_ring.AsSpan(at));
            pcm = pcm[count..];
            _written += count;
        }
    }

    /// <summary>A turn begins.</summary>
    public void Begin() => _began = Math.Max(0, _written - format.BytesIn(PreRoll));

    /// <summary>A copy of the turn so far.</summary>
    public byte[] Copy()
    {
        var start = Math.Max(_began, _written - _ring.Length);
        var copy = new byte[_written - start];
        var at = (int)(start % _ring.Length);
        var first = Math.Min(copy.Length, _ring.Length - at);
        _ring.AsSpan(at, first).CopyTo(copy);
        _ring.AsSpan(0, copy.Length - first).CopyTo(copy.AsSpan(first));

        return copy;
    }
}
