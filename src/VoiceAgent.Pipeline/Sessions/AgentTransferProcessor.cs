using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Processors;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Sessions;

/// <summary>Hands the conversation to another agent when a <see cref="TransferFrame"/> asks for it.</summary>
/// <param name="find">Finds an agent by name.</param>
/// <param name="line">The speech-to-speech model of the session, if it has one: it stays, and is told who it is now.</param>
internal sealed class AgentTransferProcessor(Func<string, AgentDefinition?> find, SpeechToSpeechLine? line = null)
    : FrameProcessor
{
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        if (frame is not TransferFrame transfer)
        {
            return PushAsync(frame, direction);
        }

        if (find(transfer.Agent) is not { } agent)
        {
            return RefuseAsync($"There is no agent named '{transfer.Agent}' to go on with.");
        }

        if (agent.SpeechToSpeech != line?.Model)
        {
            return RefuseAsync($"The agent '{transfer.Agent}' hears and speaks in another way; it cannot go on.");
        }

        return line is null
            ? TransferAsync(agent)
            : PushAsync(new UseModelFrame(line.Client, agent.Llm, agent.Instructions));
    }

    private ValueTask RefuseAsync(string message) => PushErrorAsync(new ErrorFrame(ErrorCodes.InvalidAgent, message));

    private async ValueTask TransferAsync(AgentDefinition agent)
    {
        await PushAsync(new UseModelFrame(agent.ChatClient, agent.Llm, agent.Instructions)).ConfigureAwait(false);
        if (agent.TextToSpeech is { } voice)
        {
            await PushAsync(new UseVoiceFrame(voice, agent.Tts)).ConfigureAwait(false);
        }

        if (agent.SpeechToText is { } recognizer)
        {
            await PushAsync(new UseRecognizerFrame(recognizer, agent.Stt), FrameDirection.Upstream)
                .ConfigureAwait(false);
        }
    }
}
