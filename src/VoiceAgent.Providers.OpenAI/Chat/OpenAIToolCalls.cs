using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace VoiceAgent.Providers.OpenAI.Chat;

/// <summary>Puts tool calls together of their pieces in a stream.</summary>
internal sealed class OpenAIToolCalls
{
    private readonly List<Call> _calls = [];
    private string _response = "call";

    /// <summary>Takes the pieces of an update.</summary>
    public void Add(StreamingChatCompletionUpdate update)
    {
        _response = update.CompletionId ?? _response;
        foreach (var piece in update.ToolCallUpdates)
        {
            var call = _calls.FindLast(c => c.Index == piece.Index);
            // Some servers number every call 0: another id is another call.
            if (call is null || (piece.ToolCallId is { Length: > 0 } id && call.Id is { Length: > 0 } && id != call.Id))
            {
                call = new Call(piece.Index);
                _calls.Add(call);
            }

            call.Id = piece.ToolCallId is { Length: > 0 } given ? given : call.Id;
            call.Name = piece.FunctionName is { Length: > 0 } name ? name : call.Name;
            if (piece.FunctionArgumentsUpdate is { } arguments)
            {
                call.Arguments.Append(arguments.ToString());
            }
        }
    }

    /// <summary>The calls, once; arguments that do not parse are told as the call's exception.</summary>
    public IEnumerable<FunctionCallContent> Take()
    {
        var calls = _calls.ToArray();
        _calls.Clear();
        return calls.Select(
            (call, number) =>
                FunctionCallArguments.ToContent(
                    call.Id ?? $"{_response}-{number}",
                    call.Name ?? "",
                    call.Arguments.ToString()
                )
        );
    }

    private sealed class Call(int index)
    {
        public int Index { get; } = index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
