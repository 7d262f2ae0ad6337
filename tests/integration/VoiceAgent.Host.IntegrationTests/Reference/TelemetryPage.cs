using System.Reflection;
using System.Text;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Hosting.Reference;

/// <summary><c>docs/reference/telemetry.md</c>: every name of a metric, span or tag.</summary>
internal static class TelemetryPage
{
    public static string Write()
    {
        var docs = new XmlDocs(typeof(VoiceAgentTelemetry).Assembly);
        var page = new StringBuilder(
            """
            # Metrics and traces

            One `Meter` and one `ActivitySource`, both named `VoiceAgent`: `AddMeter("VoiceAgent")`, `AddSource("VoiceAgent")`. Where OpenTelemetry's
            GenAI conventions have a name, it is theirs. Nothing a person says is in any of them.

            A session is a span; below it are its turns, each with its parts one behind the other, the requests to the model (`chat MODEL`) and the
            tools (`execute_tool NAME`). A chat client that has telemetry of its own (`UseOpenTelemetry`) is not measured twice.

            | Name | Meaning |
            |---|---|

            """
        );
        foreach (var name in typeof(VoiceAgentTelemetry).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            page.Append($"| `{name.GetRawConstantValue()}` | {docs.SummaryOf(name)} |\n");
        }

        return page.ToString();
    }
}
