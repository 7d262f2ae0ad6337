using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VoiceAgent.Tts;

/// <summary>How a streamed answer is cut into pieces for a voice.</summary>
public sealed class SentenceSplitterOptions
{
    /// <summary>
    /// Words after which the first clause of an answer is released at a comma, colon or dash, so that speech starts before the
    /// first sentence is complete; 0 to 100. Default 3. With 0 the first sentence is spoken as a whole. Two characters count as a
    /// word in scripts without spaces.
    /// </summary>
    [Range(0, 100)]
    public int FirstClauseWords { get; set; } = 3;

    /// <summary>
    /// Longest piece in characters, 40 to 4000. Default 250. A longer sentence is cut at its last clause, else at its last word.
    /// </summary>
    [Range(40, 4000)]
    public int MaxCharacters { get; set; } = 250;
}

/// <summary>Checks <see cref="SentenceSplitterOptions"/> against the ranges they document.</summary>
[OptionsValidator]
public sealed partial class SentenceSplitterOptionsValidator : IValidateOptions<SentenceSplitterOptions>;
