using Microsoft.Extensions.AI;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Llm;
using VoiceAgent.Sessions;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Recording;

/// <summary>Makes the agent of a replay: options as recorded or as given, providers that answer what was recorded.</summary>
internal static class ReplayAgent
{
    /// <summary>An agent with the options of the recording.</summary>
    public static AgentDefinition FromHeader(IReadOnlyDictionary<string, string> fields)
    {
        if (fields.ContainsKey("speechToSpeech"))
        {
            throw new VoiceAgentException(
                ErrorCodes.NotReplayable,
                "The session had a speech-to-speech model: it can be listened to, and not replayed."
            );
        }

        var agent = new AgentDefinition
        {
            Name = fields.GetValueOrDefault("agent", "replay"),
            ChatClient = new ReplayChatClient(new ReplayStreams([])),
        };
        foreach (var (prefix, values) in OptionsText.PartsOf(agent))
        {
            OptionsText.Read(fields, prefix, values);
        }

        return agent with
        {
            IdlePrompts = [.. IdlePrompts(fields)],
        };
    }

    /// <summary>The same agent with providers that replay.</summary>
    public static AgentDefinition WithProviders(
        AgentDefinition agent,
        IReadOnlyDictionary<string, string> fields,
        ReplayStreams streams
    ) =>
        agent with
        {
            ChatClient = new ReplayChatClient(streams),
            VoiceActivity = fields.TryGetValue("vad", out var activity)
                ? new ReplayVoiceActivity(activity, streams)
                : null,
            SpeechToText = fields.TryGetValue("stt", out var recognizer)
                ? new ReplaySpeechToText(Recognizer(recognizer, fields), streams)
                : null,
            TextToSpeech = fields.TryGetValue("tts", out var voice)
                ? new ReplayTextToSpeech(Voice(voice, fields), streams)
                : null,
            TurnModel = RecordingHeader.IsTrue(fields, "turnModel") ? new ReplayTurnModel(streams) : null,
            OnClientMessage = RecordingHeader.IsTrue(fields, "clientMessages")
                ? new ReplayHandler(streams).AnswerAsync
                : null,
            Llm = agent.Llm with { Tools = [.. Tools(fields, streams)] },
        };

    private static SpeechToTextCapabilities Recognizer(string name, IReadOnlyDictionary<string, string> fields)
    {
        var capabilities = new SpeechToTextCapabilities { Name = name };
        OptionsText.Read(fields, "stt.", capabilities);
        return capabilities;
    }

    private static TextToSpeechCapabilities Voice(string name, IReadOnlyDictionary<string, string> fields)
    {
        var format = RecordingHeader.Format(fields, "tts.format", AudioFormat.Output24Khz);
        var capabilities = new TextToSpeechCapabilities { Name = name, Format = format };
        OptionsText.Read(fields, "tts.", capabilities);
        return capabilities;
    }

    private static IEnumerable<AIFunction> Tools(IReadOnlyDictionary<string, string> fields, ReplayStreams streams)
    {
        for (var index = 0; fields.TryGetValue($"tool.{index}", out var name); index++)
        {
            var policy = new ToolPolicy();
            OptionsText.Read(fields, $"tool.{index}.", policy);
            AIFunction tool = RecordingHeader.IsTrue(fields, $"tool.{index}.client")
                ? ClientFunction.Create(name, "")
                : new ReplayFunction(name, streams);
            yield return tool.WithPolicy(policy);
        }
    }

    private static IEnumerable<IdlePrompt> IdlePrompts(IReadOnlyDictionary<string, string> fields)
    {
        for (var index = 0; fields.ContainsKey($"idle.{index}.Text"); index++)
        {
            var prompt = new IdlePrompt(TimeSpan.Zero, "");
            OptionsText.Read(fields, $"idle.{index}.", prompt);
            yield return prompt;
        }
    }
}
