// A provider of our own: an agent whose voice whistles. Any engine is brought in like this, with one contract each.
using Provider;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Tts;

var builder = WebApplication.CreateBuilder(args);
var agents = builder.Services.AddVoiceAgent();
agents.AddSileroVad().AddPocketSphinx().AddWebSocketTransport();
builder.Services.AddSingleton<ITextToSpeech>(new Whistle());
agents.AddScriptedAgent("robin");

var app = builder.Build();
app.MapVoiceAgentWebSocket("/ws/assistant");
app.Run();
