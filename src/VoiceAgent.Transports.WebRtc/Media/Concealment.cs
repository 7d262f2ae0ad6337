using VoiceAgent.Transports.WebRtc.Codecs;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>Fills holes: made up by the codec at first, fading, then silent. Nobody should hear a made-up sound that goes on.</summary>
internal sealed class Concealment(IAudioCodec codec)
{
    /// <summary>Pieces in a row that are made up.</summary>
    public const int MaxPieces = 4;

    private static readonly float[] Gains = [1, 1, 0.8f, 0.5f, 0];
    private int _pieces;

    /// <summary>Fills a hole.</summary>
    /// <returns>True when it was made up, false when it is silent.</returns>
    public bool Fill(Span<short> samples)
    {
        if (_pieces >= MaxPieces)
        {
            samples.Clear();
            return false;
        }

        codec.Conceal(samples);
        var (from, to) = (Gains[_pieces], Gains[_pieces + 1]);
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(samples[i] * (from + ((to - from) * i / samples.Length)));
        }

        _pieces++;
        return true;
    }

    /// <summary>Notes that there was no hole.</summary>
    public void Reset() => _pieces = 0;
}
