using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>
/// How a chat client tells in its stream that a model was given up and another one went on: as <see cref="ErrorContent"/>, which stands for what
/// went wrong and did not end the answer.
/// </summary>
internal static class ProviderChangeContent
{
    private const string Kind = "kind";
    private const string Provider = "provider";
    private const string Next = "next";
    private const string Code = "code";

    /// <summary>A piece of the stream that tells of a change and says nothing.</summary>
    public static ChatResponseUpdate Update(ProviderChange change)
    {
        var content = new ErrorContent($"{change.Provider} failed, {change.Next} went on.")
        {
            ErrorCode = ErrorCodes.ProviderChanged,
            AdditionalProperties = new()
            {
                [Kind] = change.Kind,
                [Provider] = change.Provider,
                [Next] = change.Next,
                [Code] = change.Code,
            },
        };
        return new ChatResponseUpdate(ChatRole.Assistant, [content]);
    }

    /// <summary>The change a content tells of; null when it is something else. One that was written as JSON and read again is the same.</summary>
    public static ProviderChange? Read(AIContent content) =>
        content is ErrorContent { ErrorCode: ErrorCodes.ProviderChanged, AdditionalProperties: { } told }
            ? new(Text(told, Kind), Text(told, Provider), Text(told, Next), Text(told, Code))
            : null;

    private static string Text(AdditionalPropertiesDictionary told, string name) =>
        told.TryGetValue(name, out var value) ? value?.ToString() ?? "" : "";
}
