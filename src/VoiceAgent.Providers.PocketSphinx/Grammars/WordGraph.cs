using System.Globalization;
using System.Text;

namespace VoiceAgent.Providers.PocketSphinx.Grammars;

/// <summary>
/// Every sentence of a grammar as a path through a graph whose steps are words: deterministic, so each sentence is one path, and minimal,
/// so the decoder follows no two paths that can go on alike.
/// </summary>
/// <param name="StateCount">States; the first is where sentences begin.</param>
/// <param name="Steps">From where to where a word leads.</param>
/// <param name="Ends">States in which a sentence may end.</param>
/// <remarks>
/// The library has a compiler of its own, for JSGF. It copies a rule for every mention, lets alternatives share states they must not
/// share, and makes each alternative the less likely the more of them there are. A graph of ours is decoded several times quicker and
/// leaves one number to tune: what a word costs.
/// </remarks>
internal sealed record WordGraph(
    int StateCount,
    IReadOnlyList<(int From, int To, string Word)> Steps,
    IReadOnlyList<int> Ends
)
{
    /// <summary>The graph in the library's file format (fsg_model.h of sphinxbase); all steps are equally likely.</summary>
    internal string ToFsg()
    {
        // The format has one end: a state of its own, reached without a word.
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"FSG_BEGIN g\nNUM_STATES {StateCount + 1}\nSTART_STATE 0\nFINAL_STATE {StateCount}\n"
        );
        foreach (var (from, to, word) in Steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"TRANSITION {from} {to} 1.0 {word}\n");
        }

        foreach (var end in Ends)
        {
            text.Append(CultureInfo.InvariantCulture, $"TRANSITION {end} {StateCount} 1.0\n");
        }

        return text.Append("FSG_END\n").ToString();
    }
}
