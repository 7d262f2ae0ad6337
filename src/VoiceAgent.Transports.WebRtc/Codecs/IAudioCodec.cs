namespace VoiceAgent.Transports.WebRtc.Codecs;

/// <summary>
/// Encodes and decodes the audio of one connection. Keeps state from packet to packet; one encoder call and one decoder call at a time.
/// </summary>
public interface IAudioCodec : IDisposable
{
    /// <summary>The codec's name and clock.</summary>
    RtcCodec Codec { get; }

    /// <summary>Rate of the samples given and returned, in hertz, mono.</summary>
    int SampleRate { get; }

    /// <summary>Encodes samples.</summary>
    /// <param name="samples">10 to 60 ms of audio.</param>
    /// <param name="payload">Room for the payload; one byte a sample is always enough.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="payload"/> is too short.</exception>
    int Encode(ReadOnlySpan<short> samples, Span<byte> payload);

    /// <summary>Decodes a payload.</summary>
    /// <param name="payload">As it came.</param>
    /// <param name="samples">Room for 120 ms of audio.</param>
    /// <returns>Samples written.</returns>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is too short.</exception>
    int Decode(ReadOnlySpan<byte> payload, Span<short> samples);
}
