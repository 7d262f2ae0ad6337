using VoiceAgent.Transports.WebRtc.Codecs;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// Makes one packet of each 20 ms of audio that waits, and none of silence. Timestamps follow the clock through every pause, and the first
/// packet behind one is marked (RFC 3551 section 4.1). One caller at a time.
/// </summary>
internal sealed class AudioSender
{
    private const int FramesPerSecond = 50;

    // A receiver goes on with what it heard last: silence at the end is what it should go on with.
    private const int TailFrames = 5;

    private readonly IAudioCodec _codec;
    private readonly OutgoingAudio _queue;
    private readonly uint _firstTimestamp;
    private readonly short[] _frame;
    private readonly byte[] _payload;
    private bool _isPausing = true;
    private int _tail;

    /// <summary>A sender of what waits in a queue.</summary>
    /// <param name="codec">The encoder; not disposed.</param>
    /// <param name="queue">What waits, at the encoder's rate.</param>
    /// <param name="firstTimestamp">RTP timestamp of the clock's first tick; random (RFC 3550 section 5.1).</param>
    public AudioSender(IAudioCodec codec, OutgoingAudio queue, uint firstTimestamp)
    {
        (_codec, _queue, _firstTimestamp) = (codec, queue, firstTimestamp);
        _frame = new short[codec.EncoderRate / FramesPerSecond];
        _payload = new byte[Math.Max(_frame.Length, 1500)];
    }

    /// <summary>Makes the packet of a tick.</summary>
    /// <param name="tick">Number of the 20 ms.</param>
    /// <param name="packet">What to send.</param>
    /// <returns>False when there is nothing to be sent.</returns>
    public bool TryNext(long tick, out OutgoingPacket packet)
    {
        packet = default;
        var samples = _queue.Take(_frame, out var from, out var through);
        if (samples == 0 && _tail == 0)
        {
            _isPausing = true;
            return false;
        }

        _tail = samples > 0 ? TailFrames : _tail - 1;
        _frame.AsSpan(samples).Clear();
        var length = _codec.Encode(_frame, _payload);
        packet = new OutgoingPacket
        {
            Payload = _payload.AsMemory(0, length),
            Timestamp = unchecked(_firstTimestamp + (uint)(tick * (_codec.Codec.ClockRate / FramesPerSecond))),
            Marker = _isPausing,
            From = from,
            Through = through,
        };
        _isPausing = length == 0;
        return true;
    }
}

/// <summary>A packet to send, valid until the next one.</summary>
internal readonly record struct OutgoingPacket
{
    /// <summary>The payload; empty when the codec leaves this silence out.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>RTP timestamp.</summary>
    public uint Timestamp { get; init; }

    /// <summary>True behind a pause.</summary>
    public bool Marker { get; init; }

    /// <summary>Place of its first sample on the playback clock.</summary>
    public long From { get; init; }

    /// <summary>Place behind its last sample; the same when it is only silence.</summary>
    public long Through { get; init; }
}
