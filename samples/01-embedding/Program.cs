#region embedding
using VoiceAgent.DependencyInjection;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Sessions;
using VoiceAgent.Stt;
using VoiceAgent.Transports.WebSockets;

var builder = WebApplication.CreateBuilder(args);
builder
    .Services.AddVoiceAgent()
    .AddSileroVad()
    .AddPocketSphinx()
    .AddFlite()
    .AddWebSocketTransport()
    .AddAgent(
        "robin",
        services => new AgentDefinition
        {
            Name = "robin",
            ChatClient = ScriptedAgent.Demo.CreateChatClient(), // any Microsoft.Extensions.AI.IChatClient
            Llm = { Tools = [.. ScriptedAgent.Demo.Tools] },
            VoiceActivity = services.GetRequiredService<VoiceAgent.Vad.IVoiceActivityModelFactory>(),
            SpeechToText = services.GetRequiredService<ISpeechToText>(),
            TextToSpeech = services.GetRequiredService<VoiceAgent.Tts.ITextToSpeech>(),
            Stt = { Session = new() { Grammar = ScriptedAgent.Demo.Grammar } },
        }
    );
var app = builder.Build();
app.MapVoiceAgentWebSocket("/ws/assistant");
app.Run();
#endregion
