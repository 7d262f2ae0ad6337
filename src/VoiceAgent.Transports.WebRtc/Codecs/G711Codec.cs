using VoiceAgent.Audio;

namespace VoiceAgent.Transports.WebRtc.Codecs;

/// <summary>G.711 on RTP: 8 kHz, one byte a sample (ITU-T G.711; RFC 3551 section 4.5.14).</summary>
public sealed class G711Codec : IAudioCodec
{
    private const int Rate = 8000;
    private readonly WaveformConcealer _concealer = new(Rate);
    private readonly bool _isMuLaw;

    private G711Codec(RtcCodec codec, bool isMuLaw) => (Codec, _isMuLaw) = (codec, isMuLaw);

    /// <inheritdoc />
    public RtcCodec Codec { get; }

    /// <inheritdoc />
    public int EncoderRate => Rate;

    /// <inheritdoc />
    public int DecoderRate => Rate;

    /// <summary>Mu-law, as in North America and Japan.</summary>
    public static G711Codec MuLaw() => new(RtcCodec.Pcmu, isMuLaw: true);

    /// <summary>A-law, as elsewhere.</summary>
    public static G711Codec ALaw() => new(RtcCodec.Pcma, isMuLaw: false);

    /// <inheritdoc />
    public int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        if (_isMuLaw)
        {
            G711.EncodeMuLaw(samples, payload);
        }
        else
        {
            G711.EncodeALaw(samples, payload);
        }

        return samples.Length;
    }

    /// <inheritdoc />
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        if (_isMuLaw)
        {
            G711.DecodeMuLaw(payload, samples);
        }
        else
        {
            G711.DecodeALaw(payload, samples);
        }

        _concealer.Accept(samples[..payload.Length]);
        return payload.Length;
    }

    /// <inheritdoc />
    public int Duration(ReadOnlySpan<byte> payload) => payload.Length;

    /// <inheritdoc />
    public void Conceal(Span<short> samples) => _concealer.Conceal(samples);

    /// <inheritdoc />
    public void Dispose() { }
}
