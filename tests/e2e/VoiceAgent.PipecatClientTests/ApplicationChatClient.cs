using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace VoiceAgent.PipecatClients;

/// <summary>The scripted agent, and an application around it that calls the client's function and tells a long story.</summary>
internal sealed class ApplicationChatClient(IChatClient scripted) : DelegatingChatClient(scripted)
{
    /// <summary>Long enough to be cut off.</summary>
    private static readonly string Story = string.Join(
        ' ',
        Enumerable.Range(1, 40).Select(n => $"This is part {n} of a long story about a king and his castle.")
    );

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var all = messages.ToList();
        if (Answer(all) is { } content)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
            yield break;
        }

        await foreach (var update in base.GetStreamingResponseAsync(all, options, cancellationToken))
        {
            yield return update;
        }
    }

    private static AIContent? Answer(List<ChatMessage> messages)
    {
        var last = messages[^1];
        if (last.Contents.OfType<FunctionResultContent>().FirstOrDefault(r => r.CallId == "colour-1") is { } result)
        {
            return new TextContent($"The page says {result.Result}.");
        }

        return last.Text switch
        {
            "Colour the page red." => new FunctionCallContent(
                "colour-1",
                "set_colour",
                new Dictionary<string, object?> { ["colour"] = "red" }
            ),
            "Tell me a story." => new TextContent(Story),
            "What did I append?" => new TextContent(
                $"Before that came: {messages.Where(m => m.Role == ChatRole.User).SkipLast(1).Last().Text}"
            ),
            _ => null,
        };
    }
}
