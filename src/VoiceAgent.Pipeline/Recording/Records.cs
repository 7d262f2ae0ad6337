using VoiceAgent.Frames;

namespace VoiceAgent.Recording;

/// <summary>What a record is. The numbers are part of the file format.</summary>
internal enum RecordKind : byte
{
    Header = 1,
    Dispatch = 2,
    StreamBegan = 3,
    StreamReady = 4,
    StreamEvent = 5,
    StreamFailed = 6,
    StreamEnded = 7,
    Probability = 8,
    Line = 9,
    End = 10,
    Model = 11,
    Open = 12,
}

/// <summary>Whom a dispatched envelope came from. The numbers are part of the file format.</summary>
internal enum DispatchSource : byte
{
    /// <summary>From outside the engine; the frame is in the record.</summary>
    Input = 0,

    /// <summary>Queued at the head by the engine itself; only the frame's type is in the record.</summary>
    Head = 1,
    WorkFrame = 2,
    WorkCall = 3,
    WorkEnd = 4,
    Timer = 5,
    Command = 6,

    /// <summary>From another pump of the session.</summary>
    Handover = 7,
}

/// <summary>One entry of a recording.</summary>
internal abstract record Record(RecordKind Kind)
{
    /// <summary>About how many bytes it holds on to.</summary>
    public virtual int Weight => 96;

    public abstract void Write(PayloadWriter writer);

    /// <summary>Reads a record; null for a kind that this version does not know and may skip.</summary>
    public static Record? Read(RecordKind kind, PayloadReader reader) =>
        kind switch
        {
            RecordKind.Header => HeaderRecord.Read(reader),
            RecordKind.Dispatch => DispatchRecord.Read(reader),
            >= RecordKind.StreamBegan and <= RecordKind.StreamEnded => StreamRecord.ReadStream(kind, reader),
            RecordKind.Probability => ProbabilityRecord.Read(reader),
            RecordKind.Line => new TextLine(reader.Time(), reader.Text()),
            RecordKind.Model => new ModelRecord(reader.Count(), reader.Count(), reader.Count()),
            RecordKind.Open => new OpenRecord(reader.Time()),
            RecordKind.End => new EndRecord(reader.Text()),
            _ => null,
        };
}

/// <summary>What the session is made of.</summary>
internal sealed record HeaderRecord(IReadOnlyDictionary<string, string> Fields) : Record(RecordKind.Header)
{
    public override void Write(PayloadWriter writer)
    {
        writer.Number(Fields.Count);
        foreach (var (name, value) in Fields)
        {
            writer.Text(name);
            writer.Text(value);
        }
    }

    public static HeaderRecord Read(PayloadReader reader)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        for (var left = reader.Count(); left > 0; left--)
        {
            fields[reader.Text()] = reader.Text();
        }

        return new HeaderRecord(fields);
    }
}

/// <summary>The pump took something from outside.</summary>
/// <param name="Time">The session's time.</param>
/// <param name="Consequences">What it worked off before, since the dispatch before this one.</param>
/// <param name="Source">Whom it came from.</param>
/// <param name="Processor">Place of the processor in the pipeline.</param>
/// <param name="Number">Number of the work or timer at its processor.</param>
/// <param name="Name">Type of the frame, if there is one.</param>
/// <param name="Frame">The frame, when it came from outside the engine.</param>
internal sealed record DispatchRecord(
    TimeSpan Time,
    int Consequences,
    DispatchSource Source,
    int Processor,
    int Number,
    string? Name,
    Frame? Frame
) : Record(RecordKind.Dispatch)
{
    /// <summary>False leaves the audio out.</summary>
    public bool KeepsAudio { get; init; } = true;

    public override int Weight => base.Weight + (Frame is AudioFrame audio ? audio.Audio.Length : 0);

    public override void Write(PayloadWriter writer)
    {
        writer.Time(Time);
        writer.Number(Consequences);
        writer.Byte((byte)Source);
        writer.Number(Processor);
        writer.Number(Number);
        writer.Text(Name);
        if (Source is DispatchSource.Input or DispatchSource.Command)
        {
            FrameCodec.Write(writer, Frame!, KeepsAudio);
        }
    }

    public static DispatchRecord Read(PayloadReader reader)
    {
        var (time, consequences, source) = (reader.Time(), reader.Count(), (DispatchSource)reader.Byte());
        var (processor, number, name) = (reader.Count(), reader.Count(), reader.TextOrNull());
        var frame = source is DispatchSource.Input or DispatchSource.Command ? FrameCodec.Read(reader) : null;
        return source <= DispatchSource.Handover
            ? new DispatchRecord(time, consequences, source, processor, number, name, frame)
            : throw PayloadReader.Broken();
    }

    /// <summary>In words, for reports.</summary>
    public override string ToString() =>
        Source switch
        {
            DispatchSource.Timer => $"timer {Number} of processor {Processor}",
            DispatchSource.WorkFrame => $"{Name} of work {Number} of processor {Processor}",
            DispatchSource.WorkCall => $"a word of work {Number} of processor {Processor}",
            DispatchSource.WorkEnd => $"the end of work {Number} of processor {Processor}",
            DispatchSource.Handover => $"{Name} of another pump",
            _ => Name ?? Source.ToString(),
        };
}

/// <summary>All processors have started.</summary>
internal sealed record OpenRecord(TimeSpan Time) : Record(RecordKind.Open)
{
    public override void Write(PayloadWriter writer) => writer.Time(Time);
}

/// <summary>A voice activity model was made.</summary>
internal sealed record ModelRecord(int Model, int SampleRate, int ChunkSamples) : Record(RecordKind.Model)
{
    public override void Write(PayloadWriter writer)
    {
        writer.Number(Model);
        writer.Number(SampleRate);
        writer.Number(ChunkSamples);
    }
}

/// <summary>What a voice activity model said of its next chunk, and how loud that was. Version 1 has no loudness.</summary>
internal sealed record ProbabilityRecord(int Model, float Value, float? Loudness) : Record(RecordKind.Probability)
{
    public override void Write(PayloadWriter writer)
    {
        writer.Number(Model);
        writer.Float(Value);
        if (Loudness is { } loudness)
        {
            writer.Float(loudness);
        }
    }

    public static ProbabilityRecord Read(PayloadReader reader) =>
        new(reader.Count(), reader.Float(), reader.IsAtEnd ? null : reader.Float());
}

/// <summary>The recording is complete, or ends here because it had to.</summary>
internal sealed record EndRecord(string Reason) : Record(RecordKind.End)
{
    public override void Write(PayloadWriter writer) => writer.Text(Reason);
}
