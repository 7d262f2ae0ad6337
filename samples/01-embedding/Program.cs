#region embedding
using VoiceAgent.DependencyInjection;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Transports.WebSockets;

var builder = WebApplication.CreateBuilder(args);
var agents = builder.Services.AddVoiceAgent();
agents.AddSileroVad().AddPocketSphinx().AddFlite().AddWebSocketTransport();
agents.AddScriptedAgent("robin"); // or .AddAgent("robin", chatClient), with any Microsoft.Extensions.AI.IChatClient

var app = builder.Build();
app.MapVoiceAgentWebSocket("/ws/assistant");
app.Run();
#endregion
