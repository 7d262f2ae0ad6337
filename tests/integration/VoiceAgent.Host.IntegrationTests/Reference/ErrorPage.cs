using System.Reflection;
using System.Text;
using VoiceAgent.Errors;

namespace VoiceAgent.Hosting.Reference;

/// <summary><c>docs/reference/errors.md</c>: every stable code.</summary>
internal static class ErrorPage
{
    public static string Write()
    {
        var docs = new XmlDocs(typeof(ErrorCodes).Assembly);
        var page = new StringBuilder(
            """
            # Error codes

            Stable: a code never changes its meaning. They come in `error` messages of every transport, in `VoiceAgentException.Code`, in logs and in
            metrics; the message beside a code says what happened and what to do, and may change.

            | Code | Meaning |
            |---|---|

            """
        );
        foreach (var code in typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            page.Append($"| `{code.GetRawConstantValue()}` | {docs.SummaryOf(code)} |\n");
        }

        return page.ToString();
    }
}
