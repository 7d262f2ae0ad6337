using System.Text;
using System.Text.Json;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.ElevenLabs.Speech;

/// <summary>Makes word times of character times. They count from the piece of audio they come with, so the audio before it is added.</summary>
internal sealed class ElevenLabsWords(AudioFormat format)
{
    private readonly StringBuilder _word = new();
    private long _bytes;
    private TimeSpan _start;
    private TimeSpan _end;

    /// <summary>Takes the times of a piece of audio.</summary>
    /// <param name="alignment">The vendor's characters and their times.</param>
    /// <param name="bytes">Length of the audio.</param>
    /// <returns>The words that ended in it.</returns>
    public IReadOnlyList<WordTiming> Add(JsonElement alignment, int bytes)
    {
        var before = format.DurationOf(_bytes);
        _bytes += bytes;
        var limit = format.DurationOf(_bytes);
        List<WordTiming> words = [];
        var starts = alignment.Items("charStartTimesMs").ToArray();
        var durations = alignment.Items("charDurationsMs").ToArray();
        var at = 0;
        foreach (var character in alignment.Items("chars").Take(Math.Min(starts.Length, durations.Length)))
        {
            var start = before + Milliseconds(starts[at]);
            var end = start + Milliseconds(durations[at++]);
            Take(
                character.ValueKind == JsonValueKind.String ? character.GetString()! : "",
                start < limit ? start : limit,
                end < limit ? end : limit,
                words
            );
        }

        return words;
    }

    /// <summary>The word that was left open.</summary>
    public IReadOnlyList<WordTiming> Finish() => Close() is { } word ? [word] : [];

    private static TimeSpan Milliseconds(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var time) && time is >= 0 and < 10_000_000
            ? TimeSpan.FromMilliseconds(time)
            : TimeSpan.Zero;

    private void Take(string character, TimeSpan start, TimeSpan end, List<WordTiming> words)
    {
        if (string.IsNullOrWhiteSpace(character))
        {
            if (Close() is { } word)
            {
                words.Add(word);
            }

            return;
        }

        if (_word.Length == 0)
        {
            _start = start > _end ? start : _end;
            _end = _start;
        }

        _word.Append(character);
        _end = end > _end ? end : _end;
    }

    private WordTiming? Close()
    {
        if (_word.Length == 0)
        {
            return null;
        }

        var word = new WordTiming(_word.ToString(), _start, _end);
        _word.Clear();
        return word;
    }
}
