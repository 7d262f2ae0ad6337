namespace VoiceAgent.Transports.WebRtc.Codecs.Opus;

/// <summary>How Opus is used.</summary>
public sealed record OpusOptions
{
    /// <summary>
    /// Rate of the samples to encode, in hertz: 8000, 12000, 16000, 24000 or 48000. Default 24000. Take the voice's own rate: the
    /// codec then converts, at no cost.
    /// </summary>
    public int EncoderRate { get; init; } = 24_000;

    /// <summary>Rate of the decoded samples, in hertz, of the same ones. Default 16000, what recognisers listen to.</summary>
    public int DecoderRate { get; init; } = 16_000;

    /// <summary>Bits a second while somebody speaks. 6000 to 128000, default 32000.</summary>
    public int Bitrate { get; init; } = 32_000;

    /// <summary>How much work the encoder takes for its quality, 0 to 10. Default 5.</summary>
    public int Complexity { get; init; } = 5;

    /// <summary>Whether packets repeat the one before while the peer reports loss. Default true.</summary>
    public bool UseFec { get; init; } = true;

    /// <summary>
    /// Whether the encoder leaves silence out, but for an update each 400 ms. Default false: nothing is sent between utterances anyway,
    /// and within them the codec may take a quiet sound for silence.
    /// </summary>
    public bool UseDtx { get; init; }
}
