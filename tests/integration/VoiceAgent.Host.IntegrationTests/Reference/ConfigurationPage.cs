using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Hosting.Transports;
using VoiceAgent.Pooling;
using VoiceAgent.Providers.Anthropic;
using VoiceAgent.Providers.Deepgram;
using VoiceAgent.Providers.ElevenLabs;
using VoiceAgent.Providers.OpenAI;
using VoiceAgent.Tools.Mcp;
using VoiceAgent.Transports.WebRtc;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Turns;

namespace VoiceAgent.Hosting.Reference;

/// <summary><c>docs/reference/configuration.md</c>: every key the host reads.</summary>
internal static class ConfigurationPage
{
    private static readonly XmlDocs Docs = new(
        typeof(UserTurnOptions).Assembly,
        typeof(VoiceAgentHostOptions).Assembly,
        typeof(WebSocketTransportOptions).Assembly,
        typeof(WebRtcTransportOptions).Assembly,
        typeof(OpenAIOptions).Assembly,
        typeof(ElevenLabsOptions).Assembly,
        typeof(DeepgramOptions).Assembly,
        typeof(AnthropicOptions).Assembly,
        typeof(McpServerSettings).Assembly
    );

    public static string Write()
    {
        var page = new StringBuilder(
            """
            # Configuration of the host

            Keys of `appsettings.json`, of the file given with `--config`, or of the environment, where `:` is written `__`:
            `VoiceAgent__MaxSessions=50`. Times are `hours:minutes:seconds`. A wrong value stops the start, with its key and the fix.


            """
        );
        Add(page, "VoiceAgent", new VoiceAgentHostOptions());
        Add(page, "VoiceAgent:Agents:NAME", new AgentOptions());
        Add(page, "VoiceAgent:Pools:PROVIDER", new ServicePoolOptions());
        Add(page, "VoiceAgent:Mcp:NAME", new McpServerSettings());
        Add(page, "VoiceAgent:OpenAI", new OpenAIOptions());
        Add(page, "VoiceAgent:ElevenLabs", new ElevenLabsOptions());
        Add(page, "VoiceAgent:Deepgram", new DeepgramOptions());
        Add(page, "VoiceAgent:Anthropic", new AnthropicOptions());
        Add(page, "VoiceAgent:WebSocket", new WebSocketTransportOptions());
        Add(page, "VoiceAgent:Pipecat", new PipecatOptions());
        Add(page, WebRtcHostOptions.Section, new WebRtcHostOptions());
        Add(page, WebRtcHostOptions.Section, new WebRtcTransportOptions());
        return page.ToString().TrimEnd() + "\n";
    }

    private static void Add(StringBuilder page, string section, object options)
    {
        page.Append(CultureInfo.InvariantCulture, $"## `{section}`\n\n{Docs.SummaryOf(options.GetType())}\n\n");
        page.Append("| Key | Default | Meaning |\n|---|---|---|\n");
        List<(string Section, object Options)> parts = [];
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(options);
            if (IsValue(property.PropertyType))
            {
                page.Append($"| `{property.Name}` | {Show(value)} | {Docs.SummaryOf(property)} |\n");
            }
            else if (value is not (null or IDictionary))
            {
                parts.Add(($"{section}:{property.Name}", value));
            }
        }

        page.Append('\n');
        foreach (var part in parts)
        {
            Add(page, part.Section, part.Options);
        }
    }

    private static bool IsValue(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive
            || type.IsEnum
            || type == typeof(string)
            || type == typeof(TimeSpan)
            || typeof(IEnumerable<string>).IsAssignableFrom(type);
    }

    private static string Show(object? value) =>
        value switch
        {
            null or "" => "",
            string text => $"`{text}`",
            bool flag => flag ? "`true`" : "`false`",
            TimeSpan { Milliseconds: > 0 } time => $"`{time.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0')}`",
            IEnumerable list => string.Join(", ", list.Cast<object>().Select(item => $"`{item}`")),
            _ => $"`{string.Create(CultureInfo.InvariantCulture, $"{value}")}`",
        };
}
