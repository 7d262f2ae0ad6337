using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>A frame with a name, to follow on its way.</summary>
internal sealed record Mark(string Text) : DataFrame;
