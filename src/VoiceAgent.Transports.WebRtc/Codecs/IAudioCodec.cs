namespace VoiceAgent.Transports.WebRtc.Codecs;

/// <summary>
/// Encodes and decodes the audio of one connection. Keeps state from packet to packet. One encoding call (<see cref="Encode"/>,
/// <see cref="ExpectLoss"/>) and one decoding call (all others) at a time; the two may run side by side.
/// </summary>
public interface IAudioCodec : IDisposable
{
    /// <summary>The codec's name and clock.</summary>
    RtcCodec Codec { get; }

    /// <summary>Rate of the samples given to <see cref="Encode"/>, in hertz, mono.</summary>
    int EncoderRate { get; }

    /// <summary>Rate of the samples that are decoded, in hertz, mono.</summary>
    int DecoderRate { get; }

    /// <summary>Encodes samples.</summary>
    /// <param name="samples">10, 20, 40 or 60 ms of audio.</param>
    /// <param name="payload">Room for the payload; one byte a sample is always enough.</param>
    /// <returns>Bytes written; 0 when there is nothing to be sent, because the codec leaves silence out.</returns>
    /// <exception cref="ArgumentException"><paramref name="payload"/> is too short, or so many samples make no packet.</exception>
    int Encode(ReadOnlySpan<short> samples, Span<byte> payload);

    /// <summary>Decodes a payload.</summary>
    /// <param name="payload">As it came.</param>
    /// <param name="samples">Room for 120 ms of audio.</param>
    /// <returns>Samples written; 0 when the payload is not one of this codec.</returns>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is too short.</exception>
    int Decode(ReadOnlySpan<byte> payload, Span<short> samples);

    /// <summary>How long a payload is, without decoding it.</summary>
    /// <param name="payload">As it came.</param>
    /// <returns>Ticks of the codec's RTP clock; 0 when the payload is not one of this codec.</returns>
    int Duration(ReadOnlySpan<byte> payload);

    /// <summary>Makes up what a lost packet may have held, so that the loss is hardly heard. Good for a few packets in a row.</summary>
    /// <param name="samples">10, 20, 40 or 60 ms to fill, at the rate of the decoder.</param>
    void Conceal(Span<short> samples);

    /// <summary>Restores a lost packet from what the one behind it repeats of it (RFC 6716 section 2.1.7).</summary>
    /// <param name="next">The payload of the packet behind the lost one; it is decoded as usual afterwards.</param>
    /// <param name="samples">What was lost, 10 to 60 ms, at the rate of the decoder.</param>
    /// <returns>False when the packet repeats nothing: then nothing was done.</returns>
    bool DecodeFec(ReadOnlySpan<byte> next, Span<short> samples) => false;

    /// <summary>Tells the encoder how much the peer loses, so that it repeats as much as is worth it.</summary>
    /// <param name="fraction">Part of the packets, 0 to 1.</param>
    void ExpectLoss(double fraction) { }
}
