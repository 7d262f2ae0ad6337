namespace VoiceAgent.Recording;

/// <summary>What was called. The numbers are part of the file format.</summary>
internal enum ProviderKind : byte
{
    SpeechToText = 0,
    TextToSpeech = 1,
    Chat = 2,
    Tool = 3,
    ClientMessage = 4,
    TurnModel = 5,
}

/// <summary>Which call it was: the same in the recording and in its replay.</summary>
/// <param name="Kind">What was called.</param>
/// <param name="Processor">Place of the calling processor in the pipeline; -1 when it was called from elsewhere.</param>
/// <param name="Work">Number of the calling work at its processor; -1 when it was called from elsewhere.</param>
/// <param name="Ordinal">How many of the kind this work had called before.</param>
internal readonly record struct StreamKey(ProviderKind Kind, int Processor, int Work, int Ordinal);

/// <summary>A call of a provider began, or answered something.</summary>
internal sealed record StreamRecord(RecordKind Kind, int Stream, TimeSpan Time) : Record(Kind)
{
    /// <summary>Which call; of <see cref="RecordKind.StreamBegan"/>.</summary>
    public StreamKey Key { get; init; }

    /// <summary>What it answered; of <see cref="RecordKind.StreamEvent"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>What failed; of <see cref="RecordKind.StreamFailed"/>. Null when the answer itself broke off.</summary>
    public string? Operation { get; init; }

    /// <summary>What was thrown; of <see cref="RecordKind.StreamFailed"/>.</summary>
    public Exception? Exception { get; init; }

    public override int Weight => base.Weight + Data.Length;

    public override void Write(PayloadWriter writer)
    {
        writer.Number(Stream);
        writer.Time(Time);
        switch (Kind)
        {
            case RecordKind.StreamBegan:
                writer.Byte((byte)Key.Kind);
                writer.Number(Key.Processor);
                writer.Number(Key.Work);
                writer.Number(Key.Ordinal);
                break;
            case RecordKind.StreamEvent:
                writer.Bytes(Data.Span);
                break;
            case RecordKind.StreamFailed:
                writer.Text(Operation);
                ExceptionCodec.Write(writer, Exception!);
                break;
            default:
                break;
        }
    }

    public static StreamRecord ReadStream(RecordKind kind, PayloadReader reader)
    {
        var record = new StreamRecord(kind, reader.Count(), reader.Time());
        return kind switch
        {
            RecordKind.StreamBegan => record with
            {
                Key = new StreamKey(
                    (ProviderKind)reader.Byte(),
                    (int)reader.Number(),
                    (int)reader.Number(),
                    reader.Count()
                ),
            },
            RecordKind.StreamEvent => record with { Data = reader.Bytes() },
            RecordKind.StreamFailed => record with
            {
                Operation = reader.TextOrNull(),
                Exception = ExceptionCodec.Read(reader),
            },
            _ => record,
        };
    }
}
