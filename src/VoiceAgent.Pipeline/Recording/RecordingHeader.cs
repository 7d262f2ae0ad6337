using System.Globalization;
using VoiceAgent.Audio;
using VoiceAgent.Sessions;
using VoiceAgent.Transports;

namespace VoiceAgent.Recording;

/// <summary>What a session is made of, as names and values: enough to make it again with providers that replay.</summary>
internal static class RecordingHeader
{
    public static Dictionary<string, string> Of(
        AgentDefinition agent,
        MediaConnectionInfo connection,
        TimeProvider time,
        bool audio
    ) =>
        new(Of(agent), StringComparer.Ordinal)
        {
            ["recorded"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["program"] = typeof(RecordingHeader).Assembly.GetName().Version?.ToString() ?? "",
            ["audio"] = audio.ToString(),
            ["connection.transport"] = connection.Transport,
            ["connection.id"] = connection.ConnectionId,
            ["connection.input"] = Format(connection.Input),
            ["connection.output"] = Format(connection.Output),
            ["connection.canClear"] = connection.CanClear.ToString(),
            ["connection.reportsPlayout"] = connection.ReportsPlayout.ToString(),
            ["connection.lead"] = connection.Lead.ToString("c", CultureInfo.InvariantCulture),
        };

    public static Dictionary<string, string> Of(AgentDefinition agent)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal) { ["agent"] = agent.Name };
        AddIfAny(fields, "vad", agent.VoiceActivity?.Name);
        AddIfAny(fields, "speechToSpeech", agent.SpeechToSpeech?.Capabilities.Name);
        if (agent.SpeechToText?.Capabilities is { } stt)
        {
            fields["stt"] = stt.Name;
            OptionsText.Write(fields, "stt.", stt);
        }

        if (agent.TextToSpeech?.Capabilities is { } tts)
        {
            fields["tts"] = tts.Name;
            fields["tts.format"] = Format(tts.Format);
            OptionsText.Write(fields, "tts.", tts);
        }

        foreach (var (index, tool) in agent.Llm.Tools.Index())
        {
            fields[$"tool.{index}"] = tool.Name;
            OptionsText.Write(fields, $"tool.{index}.", tool.GetService<Llm.ToolPolicy>() ?? new Llm.ToolPolicy());
            fields[$"tool.{index}.client"] = (tool.GetService<Llm.ClientFunction>() is not null).ToString();
        }

        foreach (var (index, prompt) in agent.IdlePrompts.Index())
        {
            OptionsText.Write(fields, $"idle.{index}.", prompt);
        }

        fields["turnModel"] = (agent.TurnModel is not null).ToString();
        fields["clientMessages"] = (agent.OnClientMessage is not null).ToString();
        foreach (var (prefix, values) in OptionsText.PartsOf(agent))
        {
            OptionsText.Write(fields, prefix, values);
        }

        return fields;
    }

    public static MediaConnectionInfo Connection(IReadOnlyDictionary<string, string> fields) =>
        new()
        {
            Transport = fields.GetValueOrDefault("connection.transport", "replay"),
            ConnectionId = fields.GetValueOrDefault("connection.id", "replay"),
            Input = Format(fields, "connection.input", AudioFormat.Input16Khz),
            Output = Format(fields, "connection.output", AudioFormat.Output24Khz),
            CanClear = IsTrue(fields, "connection.canClear"),
            ReportsPlayout = IsTrue(fields, "connection.reportsPlayout"),
            Lead = TimeSpan.TryParse(
                fields.GetValueOrDefault("connection.lead"),
                CultureInfo.InvariantCulture,
                out var lead
            )
                ? lead
                : TimeSpan.FromMilliseconds(100),
        };

    public static bool IsTrue(IReadOnlyDictionary<string, string> fields, string name) =>
        bool.TryParse(fields.GetValueOrDefault(name), out var value) && value;

    public static AudioFormat Format(IReadOnlyDictionary<string, string> fields, string name, AudioFormat otherwise)
    {
        var parts = fields.GetValueOrDefault(name, "").Split('x');
        return
            parts.Length == 2
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var rate)
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var channels)
            && new AudioFormat(rate, channels) is { IsValid: true } format
            ? format
            : otherwise;
    }

    private static string Format(AudioFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{format.SampleRate}x{format.Channels}");

    private static void AddIfAny(Dictionary<string, string> fields, string name, string? value)
    {
        if (value is not null)
        {
            fields[name] = value;
        }
    }
}
