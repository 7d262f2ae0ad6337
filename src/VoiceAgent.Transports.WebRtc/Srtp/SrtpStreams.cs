namespace VoiceAgent.Transports.WebRtc.Srtp;

/// <summary>
/// The streams of one direction. There are few, and none is ever forgotten: to forget one would let its packets be replayed, or its
/// key stream be used twice.
/// </summary>
internal sealed class SrtpStreams
{
    /// <summary>Streams a peer may have in the life of its keys. A browser has one, and another when it restarts its sender.</summary>
    public const int MaxStreams = 32;

    private readonly SrtpStream?[] _streams = new SrtpStream?[MaxStreams];
    private int _count;

    /// <summary>The stream, not kept yet if it is new; null when there are too many.</summary>
    public SrtpStream? Find(uint ssrc)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_streams[i]!.Ssrc == ssrc)
            {
                return _streams[i];
            }
        }

        return _count == MaxStreams ? null : new SrtpStream(ssrc);
    }

    /// <summary>Keeps a stream of which a genuine packet came.</summary>
    public void Keep(SrtpStream stream)
    {
        if (!stream.Rtp.HasAny && !stream.Rtcp.HasAny)
        {
            _streams[_count++] = stream;
        }
    }
}
