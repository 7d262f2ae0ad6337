// Calls are recorded, without the sound of anybody's voice, and run again on a developer's desk:
//   dotnet run                       serves and records
//   dotnet run -- replay FILE        runs a recorded call again, and again with more patience for the user
using VoiceAgent.DependencyInjection;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.Providers.Scripted;
using VoiceAgent.Providers.Silero;
using VoiceAgent.Recording;
using VoiceAgent.Transports.WebSockets;
using VoiceAgent.Turns;

#region replay
if (args is ["replay", var path])
{
    var recording = SessionRecording.Load(path);
    var asItWas = SessionReplay.Run(recording);
    Console.WriteLine($"as it was: {asItWas}");

    var patient = recording.CreateAgent() with
    {
        Turns = new UserTurnOptions { FinishedTimeout = TimeSpan.FromSeconds(2) },
    };
    Console.WriteLine($"with more patience: {SessionReplay.Run(recording, patient)}");
    return asItWas.IsIdentical ? 0 : 1;
}
#endregion

var builder = WebApplication.CreateBuilder(args);
var agents = builder.Services.AddVoiceAgent();
agents.AddSileroVad().AddPocketSphinx().AddFlite().AddWebSocketTransport();
agents.AddScriptedAgent("robin");

#region record
var folder = builder.Configuration["Recordings"] ?? "recordings";
agents.AddRecording(folder, options: new RecordingOptions { Audio = false });
#endregion

var app = builder.Build();
app.MapVoiceAgentWebSocket("/ws/assistant");
app.Run();
return 0;
