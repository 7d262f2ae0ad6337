using System.Text.Json.Serialization;

namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>Serialisation without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class ToolTextContext : JsonSerializerContext;
