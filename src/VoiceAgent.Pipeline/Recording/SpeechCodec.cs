using VoiceAgent.Frames;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Recording;

/// <summary>What recognisers and voices answer, as bytes. Nothing at all stands for null, which a broken engine may answer.</summary>
internal static class SpeechCodec
{
    public static ReadOnlyMemory<byte> Write(SpeechToTextEvent? heard)
    {
        var writer = new PayloadWriter();
        if (heard is null)
        {
            return default;
        }

        writer.Byte((byte)heard.Kind);
        writer.Text(heard.Text);
        writer.Flag(heard.Rejected);
        writer.Text(heard.Language);
        writer.Float(heard.Confidence ?? float.NaN);
        Write(writer, heard.Words);
        Write(writer, heard.Kind == SpeechToTextEventKind.ProviderChanged, heard.Change);
        return writer.Written;
    }

    public static SpeechToTextEvent? ReadHeard(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return null;
        }

        var reader = new PayloadReader(data);
        var kind = (SpeechToTextEventKind)reader.Byte();
        return new SpeechToTextEvent(kind, reader.TextOrNull()!)
        {
            Rejected = reader.Flag(),
            Language = reader.TextOrNull(),
            Confidence = reader.Float() is var confidence && float.IsNaN(confidence) ? null : confidence,
            Words = ReadWords(reader)!,
            Change = kind == SpeechToTextEventKind.ProviderChanged ? ReadChange(reader) : null,
        };
    }

    public static ReadOnlyMemory<byte> Write(TextToSpeechEvent made, bool keepsAudio)
    {
        var writer = new PayloadWriter();
        writer.Byte((byte)made.Kind);
        writer.Number(made.Utterance);
        writer.Audio(made.Audio.Span, keepsAudio);
        Write(writer, made.Words);
        Write(writer, made.Kind == TextToSpeechEventKind.ProviderChanged, made.Change);
        return writer.Written;
    }

    public static TextToSpeechEvent ReadMade(ReadOnlyMemory<byte> data)
    {
        var reader = new PayloadReader(data);
        var kind = (TextToSpeechEventKind)reader.Byte();
        return new TextToSpeechEvent(kind, reader.Number())
        {
            Audio = reader.Audio(),
            Words = ReadWords(reader),
            Change = kind == TextToSpeechEventKind.ProviderChanged ? ReadChange(reader) : null,
        };
    }

    private static void Write(PayloadWriter writer, IReadOnlyList<WordTiming>? words)
    {
        writer.Number(words?.Count ?? -1);
        foreach (var word in words ?? [])
        {
            writer.Text(word.Word);
            writer.Time(word.Start);
            writer.Time(word.End);
        }
    }

    /// <summary>Nothing for no change: recordings are what they were before there were any.</summary>
    private static void Write(PayloadWriter writer, bool isChange, ProviderChange? change)
    {
        if (isChange)
        {
            writer.Text(change?.Kind);
            writer.Text(change?.Provider);
            writer.Text(change?.Next);
            writer.Text(change?.Code);
        }
    }

    private static ProviderChange ReadChange(PayloadReader reader)
    {
        string Next() => reader.TextOrNull() ?? "";
        return new(Next(), Next(), Next(), Next());
    }

    private static List<WordTiming>? ReadWords(PayloadReader reader)
    {
        var left = reader.Number();
        if (left < 0)
        {
            return null;
        }

        List<WordTiming> words = [];
        for (; left > 0; left--)
        {
            words.Add(new WordTiming(reader.TextOrNull()!, reader.Time(), reader.Time()));
        }

        return words;
    }
}
