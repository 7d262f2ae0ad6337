using System.Globalization;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Llm;

namespace VoiceAgent.Providers.Scripted;

/// <summary>A user, a chat client and the smallest tool loop there can be.</summary>
internal sealed class Conversation(ScriptedAgent agent)
{
    private readonly IChatClient _client = agent.CreateChatClient();

    /// <summary>The messages so far.</summary>
    public List<ChatMessage> History { get; } = [];

    /// <summary>The calls of the last turn, as <c>name(parameter=value, …)</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Answers in place of the tools; null lets the tool answer.</summary>
    public Func<FunctionCallContent, FunctionResultContent?> Intercept { get; set; } = _ => null;

    /// <summary>The tools offered.</summary>
    public IReadOnlyList<AIFunction> Tools { get; init; } = agent.Tools;

    /// <summary>A user turn and the reply to it.</summary>
    public Task<string> SayAsync(string text)
    {
        History.Add(new ChatMessage(ChatRole.User, text));
        return ReplyAsync();
    }

    /// <summary>A user turn the recogniser refused.</summary>
    public Task<string> MumbleAsync()
    {
        History.Add(
            new ChatMessage(ChatRole.User, "")
            {
                AdditionalProperties = new() { [ConversationContext.RejectedProperty] = true },
            }
        );
        return ReplyAsync();
    }

    /// <summary>The user interrupted the reply said last and heard only this much of it.</summary>
    public void Hear(string part)
    {
        var last = History.FindLastIndex(message => message.Role == ChatRole.Assistant && message.Text.Length > 0);
        if (part.Length == 0)
        {
            History.RemoveAt(last);
            return;
        }

        Assert.StartsWith(part, History[last].Text, StringComparison.Ordinal);
        History[last] = new ChatMessage(ChatRole.Assistant, part);
    }

    /// <summary>Lets the agent answer what the history holds.</summary>
    public async Task<string> ReplyAsync()
    {
        Calls.Clear();
        while (true)
        {
            var response = await _client.GetResponseAsync(History, new ChatOptions { Tools = [.. Tools] });
            History.AddRange(response.Messages);
            var call = response
                .Messages.SelectMany(message => message.Contents)
                .OfType<FunctionCallContent>()
                .SingleOrDefault();
            if (call is null)
            {
                return response.Text;
            }

            Calls.Add(Describe(call));
            History.Add(new ChatMessage(ChatRole.Tool, [Intercept(call) ?? await InvokeAsync(call)]));
        }
    }

    /// <summary>How a failed call comes back from the pipeline's tool loop.</summary>
    public static FunctionResultContent Failure(FunctionCallContent call) =>
        new(call.CallId, "The tool failed.")
        {
            Exception = new VoiceAgentException(ErrorCodes.ToolFailed, "The tool failed."),
        };

    private async Task<FunctionResultContent> InvokeAsync(FunctionCallContent call)
    {
        var tool = Tools.Single(tool => tool.Name == call.Name);
        var result = await tool.InvokeAsync(
            new AIFunctionArguments(call.Arguments),
            TestContext.Current.CancellationToken
        );
        return new FunctionResultContent(call.CallId, result?.ToString());
    }

    private static string Describe(FunctionCallContent call) =>
        $"{call.Name}({string.Join(", ", call.Arguments!.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")))})";
}
