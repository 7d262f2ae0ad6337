namespace VoiceAgent.Frames;

/// <summary>A provider was given up, and another one, or a new connection to the same, has taken its work over.</summary>
/// <param name="Kind"><c>stt</c>, <c>llm</c> or <c>tts</c>.</param>
/// <param name="Provider">Name of who was given up.</param>
/// <param name="Next">Name of who went on.</param>
/// <param name="Code">Why: a stable code, see <see cref="Errors.ErrorCodes"/>.</param>
public sealed record ProviderChange(string Kind, string Provider, string Next, string Code);

/// <summary>Fact: a provider failed and nothing was lost, because another one went on. No error: nobody has to do anything now.</summary>
/// <param name="Change">Who followed whom, and why.</param>
public sealed record ProviderChangedFrame(ProviderChange Change) : SystemFrame;
