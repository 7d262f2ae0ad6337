namespace VoiceAgent.Providers.Scripted.Dialogues;

/// <summary>What the agent does next: says something, or asks a tool first.</summary>
internal sealed record Reply(string Text, ToolRequest? Request = null);

/// <summary>A tool call with its arguments.</summary>
internal sealed record ToolRequest(string Tool, Dictionary<string, object?> Arguments);
