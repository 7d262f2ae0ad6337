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
        return writer.Written;
    }

    public static SpeechToTextEvent? ReadHeard(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return null;
        }

        var reader = new PayloadReader(data);
        return new SpeechToTextEvent((SpeechToTextEventKind)reader.Byte(), reader.TextOrNull()!)
        {
            Rejected = reader.Flag(),
            Language = reader.TextOrNull(),
            Confidence = reader.Float() is var confidence && float.IsNaN(confidence) ? null : confidence,
            Words = ReadWords(reader)!,
        };
    }

    public static ReadOnlyMemory<byte> Write(TextToSpeechEvent made, bool keepsAudio)
    {
        var writer = new PayloadWriter();
        writer.Byte((byte)made.Kind);
        writer.Number(made.Utterance);
        writer.Audio(made.Audio.Span, keepsAudio);
        Write(writer, made.Words);
        return writer.Written;
    }

    public static TextToSpeechEvent ReadMade(ReadOnlyMemory<byte> data)
    {
        var reader = new PayloadReader(data);
        return new TextToSpeechEvent((TextToSpeechEventKind)reader.Byte(), reader.Number())
        {
            Audio = reader.Audio(),
            Words = ReadWords(reader),
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
