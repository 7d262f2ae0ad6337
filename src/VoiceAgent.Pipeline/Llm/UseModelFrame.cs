using Microsoft.Extensions.AI;
using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>Gives the conversation another model, from its next request on.</summary>
/// <param name="Client">The model; not disposed.</param>
/// <param name="Options">How it is asked; its tools.</param>
/// <param name="Instructions">What it is told before everything else.</param>
public sealed record UseModelFrame(IChatClient Client, LlmOptions Options, string? Instructions) : SystemFrame;
