using VoiceAgent.Frames;
using VoiceAgent.Providers.Flite.Native;

namespace VoiceAgent.Providers.Flite;

/// <summary>
/// Reads when each word is spoken out of the engine's own analysis: tokens of the text hold words, words hold syllables,
/// syllables hold segments, and segments have end times.
/// </summary>
internal static class FliteWordTimes
{
    private const string StartPath = "R:SylStructure.daughter1.daughter1.R:Segment.p.end";
    private const string EndPath = "R:SylStructure.daughtern.daughtern.R:Segment.end";

    /// <summary>Word times from the start of the piece's audio; null when the engine has none.</summary>
    internal static unsafe List<WordTiming>? Read(Utterance* utterance, FliteText text)
    {
        if (FliteNative.HasRelation(utterance, "Token") == 0 || FliteNative.HasRelation(utterance, "SylStructure") == 0)
        {
            return null;
        }

        var times = new WordTiming[text.Words.Count];
        var index = 0;
        for (
            var token = FliteNative.Head(FliteNative.Relation(utterance, "Token"));
            token != 0;
            token = FliteNative.Next(token)
        )
        {
            // The engine takes a token at each space. A written word may have been turned into several ("½"), so follow how
            // far in the text the token was read: file_pos is one behind its end, except at the end of the text.
            var position = (int)FliteNative.Number(token, "file_pos");
            while (index < times.Length - 1 && text.Words[index].End < position - 1)
            {
                index++;
            }

            var first = FliteNative.FirstDaughter(token);
            if (first != 0)
            {
                times[index] = Extend(
                    times[index],
                    text.Words[index].Written,
                    Seconds(first, StartPath),
                    Seconds(FliteNative.LastDaughter(token), EndPath)
                );
            }
        }

        return [.. times.Where(time => time.Word is not null)];
    }

    private static WordTiming Extend(WordTiming before, string word, TimeSpan start, TimeSpan end)
    {
        start = before.Word is null ? start : before.Start;
        return new(word, start, end < start ? start : end);
    }

    private static TimeSpan Seconds(nint item, string path) => TimeSpan.FromSeconds(FliteNative.Number(item, path));
}
