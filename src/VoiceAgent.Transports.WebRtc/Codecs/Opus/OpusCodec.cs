using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebRtc.Codecs.Opus;

/// <summary>Opus by the system's libopus (RFC 6716, RFC 7587), mono, tuned for speech. Allocates nothing per packet.</summary>
internal sealed class OpusCodec : IAudioCodec
{
    // Until the first report: so that losses in the first seconds are covered too.
    private const int AssumedLoss = 5;

    private readonly OpusEncoderHandle _encoder;
    private readonly OpusDecoderHandle _decoder;
    private readonly int _ticksPerSample;

    /// <summary>An encoder and a decoder.</summary>
    /// <exception cref="VoiceAgentException">libopus is missing (<see cref="ErrorCodes.EngineMissing"/>), or refuses the options.</exception>
    public OpusCodec(OpusOptions? options = null)
    {
        options ??= new OpusOptions();
        OpusLibrary.Availability.ThrowIfMissing();
        _encoder = new OpusEncoderHandle(
            OpusNative.CreateEncoder(options.EncoderRate, 1, OpusNative.ApplicationVoip, out var encoderError)
        );
        _decoder = new OpusDecoderHandle(OpusNative.CreateDecoder(options.DecoderRate, 1, out var decoderError));
        (EncoderRate, DecoderRate) = (options.EncoderRate, options.DecoderRate);
        if (encoderError != OpusNative.Ok || decoderError != OpusNative.Ok)
        {
            Dispose();
            throw Refused("sample rates");
        }

        _ticksPerSample = Codec.ClockRate / DecoderRate;
        Set(OpusRequest.Bitrate, options.Bitrate);
        Set(OpusRequest.Complexity, options.Complexity);
        Set(OpusRequest.Signal, OpusNative.SignalVoice);
        Set(OpusRequest.InbandFec, options.UseFec ? 1 : 0);
        Set(OpusRequest.PacketLoss, AssumedLoss);
        Set(OpusRequest.Dtx, options.UseDtx ? 1 : 0);
    }

    /// <inheritdoc />
    public RtcCodec Codec => RtcCodec.Opus;

    /// <inheritdoc />
    public int EncoderRate { get; }

    /// <inheritdoc />
    public int DecoderRate { get; }

    /// <inheritdoc />
    public int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        var length = OpusNative.Encode(_encoder, samples, samples.Length, payload, payload.Length);
        if (length < 0)
        {
            throw new ArgumentException(
                "There is too little room, or so many samples make no packet.",
                nameof(samples)
            );
        }

        return length <= OpusPacket.MaxEmptyLength ? 0 : length;
    }

    /// <inheritdoc />
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var length = Duration(payload) / _ticksPerSample;
        if (length > samples.Length)
        {
            throw new ArgumentException("There is too little room.", nameof(samples));
        }

        // An empty payload would be taken for a lost packet.
        return length == 0
            ? 0
            : Math.Max(0, OpusNative.Decode(_decoder, payload, payload.Length, samples, samples.Length, decodeFec: 0));
    }

    /// <inheritdoc />
    public int Duration(ReadOnlySpan<byte> payload) => OpusPacket.Duration(payload);

    /// <inheritdoc />
    public void Conceal(Span<short> samples)
    {
        if (OpusNative.Decode(_decoder, default, 0, samples, samples.Length, decodeFec: 0) != samples.Length)
        {
            samples.Clear();
        }
    }

    /// <inheritdoc />
    public bool DecodeFec(ReadOnlySpan<byte> next, Span<short> samples) =>
        OpusPacket.HasFec(next)
        && OpusNative.Decode(_decoder, next, next.Length, samples, samples.Length, decodeFec: 1) == samples.Length;

    /// <inheritdoc />
    public void ExpectLoss(double fraction) =>
        Set(OpusRequest.PacketLoss, (int)Math.Ceiling(Math.Clamp(fraction, 0, 1) * 100));

    /// <inheritdoc />
    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private void Set(OpusRequest request, int value)
    {
        if (OpusNative.Control(_encoder, request, value) != OpusNative.Ok)
        {
            throw Refused(request.ToString());
        }
    }

    private static VoiceAgentException Refused(string what) =>
        new(ErrorCodes.InvalidConfiguration, $"Opus does not take these {what}; see OpusOptions.");
}
