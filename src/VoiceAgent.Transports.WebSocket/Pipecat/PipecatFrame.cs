namespace VoiceAgent.Transports.WebSockets.Pipecat;

internal enum PipecatFrameKind
{
    /// <summary>None of those below: nothing was set, or something newer.</summary>
    None,

    Text,
    Audio,
    Transcription,
    Message,
    Interruption,
}

/// <summary>One protobuf <c>pipecat.Frame</c>, read in place: its payload lies in the bytes that were read.</summary>
internal readonly ref struct PipecatFrame
{
    private const int LengthDelimited = 2;
    private const int Varint = 0;

    public PipecatFrameKind Kind { get; private init; }

    /// <summary>PCM of audio, JSON of a message, UTF-8 of text; not checked in any way.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>Samples per second as stated; zero when not.</summary>
    public uint SampleRate { get; private init; }

    /// <summary>Channels as stated; zero when not.</summary>
    public uint Channels { get; private init; }

    /// <summary>
    /// Reads a frame: fields in any order, the last of a repeated one, unknown ones skipped. Allocates nothing.
    /// </summary>
    /// <returns>False when the bytes are no protobuf.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PipecatFrame frame)
    {
        frame = default;
        var reader = new ProtobufReader(bytes);
        while (reader.TryReadTag(out var field, out var wireType))
        {
            if (
                field is < (int)PipecatFrameKind.Text or > (int)PipecatFrameKind.Interruption
                || wireType != LengthDelimited
            )
            {
                if (!reader.TrySkip(wireType))
                {
                    return false;
                }
            }
            else if (
                !reader.TryReadBytes(out var body)
                || !TryReadArm(
                    (PipecatFrameKind)field,
                    body,
                    frame.Kind == (PipecatFrameKind)field ? frame : default,
                    out frame
                )
            )
            {
                return false;
            }
        }

        return reader.IsAtEnd;
    }

    /// <summary>Reads one arm of the oneof; repeated, it adds to what was read before, as protobuf says.</summary>
    private static bool TryReadArm(
        PipecatFrameKind kind,
        ReadOnlySpan<byte> body,
        PipecatFrame before,
        out PipecatFrame frame
    )
    {
        frame = default;
        var payloadField = kind == PipecatFrameKind.Message ? 1 : 3;
        var payload = before.Payload;
        var (rate, channels) = (before.SampleRate, before.Channels);
        var reader = new ProtobufReader(body);
        while (reader.TryReadTag(out var field, out var wireType))
        {
            bool read;
            if (field == payloadField && wireType == LengthDelimited)
            {
                read = reader.TryReadBytes(out payload);
            }
            else if (kind == PipecatFrameKind.Audio && field is 4 or 5 && wireType == Varint)
            {
                read = reader.TryReadVarint(out var value);
                (rate, channels) = field == 4 ? ((uint)value, channels) : (rate, (uint)value);
            }
            else
            {
                read = reader.TrySkip(wireType);
            }

            if (!read)
            {
                return false;
            }
        }

        frame = new PipecatFrame
        {
            Kind = kind,
            Payload = payload,
            SampleRate = rate,
            Channels = channels,
        };
        return reader.IsAtEnd;
    }
}
