// A step of our own in the pipeline: what must not be said aloud is left out before the voice gets it.
using Processor;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Tts;

var builder = WebApplication.CreateBuilder(args);
var agents = builder.Services.AddVoiceAgent();
agents.AddSileroVad().AddPocketSphinx().AddFlite().AddWebSocketTransport();

#region insert
agents.AddAgent(
    "robin",
    services =>
    {
        var script = ScriptedAgent.Demo;
        return script.ApplyTo(services.CreateAgent("robin", script.CreateChatClient())) with
        {
            ConfigureProcessors = processors =>
            {
                var voice = processors.Index().First(entry => entry.Item is TtsProcessor).Index;
                processors.Insert(voice, new Redactor("Paris"));
            },
        };
    }
);
#endregion

var app = builder.Build();
app.MapVoiceAgentWebSocket("/ws/assistant");
app.Run();

namespace Processor
{
    #region processor
    /// <summary>Leaves a word out of what the agent says.</summary>
    internal sealed class Redactor(string word) : FrameProcessor
    {
        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction) =>
            frame is LlmTextFrame text
                ? PushAsync(
                    text with
                    {
                        Text = text.Text.Replace(word, "a secret", StringComparison.OrdinalIgnoreCase),
                    },
                    direction
                )
                : PushAsync(frame, direction);
    }
    #endregion
}
