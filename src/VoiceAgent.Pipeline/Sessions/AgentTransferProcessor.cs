using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Processors;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Sessions;

/// <summary>Hands the conversation to another agent when a <see cref="TransferFrame"/> asks for it.</summary>
/// <param name="find">Finds an agent by name.</param>
internal sealed class AgentTransferProcessor(Func<string, AgentDefinition?> find) : FrameProcessor
{
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        if (frame is not TransferFrame transfer)
        {
            return PushAsync(frame, direction);
        }

        return find(transfer.Agent) is { } agent
            ? TransferAsync(agent)
            : PushErrorAsync(
                new ErrorFrame(ErrorCodes.InvalidAgent, $"There is no agent named '{transfer.Agent}' to go on with.")
            );
    }

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
