using System.Text.Json;
using VoiceAgent.Transports.WebSockets.Pipecat;

namespace VoiceAgent.Transports.WebSockets.Endpoints;

/// <summary>Answers start requests for a transport that names its sessions; registered by that transport.</summary>
internal interface IPipecatSessionStart
{
    /// <summary>Writes the fields of the answer.</summary>
    /// <param name="json">Inside the answer's object.</param>
    /// <param name="session">Name of the session, which is also the permission to begin it.</param>
    /// <param name="start">What was granted.</param>
    void Write(Utf8JsonWriter json, string session, PipecatStart start);
}
