using Microsoft.Extensions.AI;
using VoiceAgent.Frames;

namespace VoiceAgent.Llm;

/// <summary>Calls that wait for a client's answer. Thread-safe: answers come on the pump, tools wait off it.</summary>
internal sealed class ClientCalls
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Name, TaskCompletionSource<object?> Answer)> _open = [];

    /// <summary>Expects answers from now on: before the client hears of the calls.</summary>
    public void Expect(IEnumerable<FunctionCallContent> calls)
    {
        lock (_gate)
        {
            foreach (var call in calls)
            {
                _open[call.CallId] = (call.Name, new TaskCompletionSource<object?>());
            }
        }
    }

    /// <summary>The client's answer to an expected call.</summary>
    public Task<object?> AnswerAsync(FunctionCallContent call)
    {
        lock (_gate)
        {
            return _open[call.CallId].Answer.Task;
        }
    }

    /// <summary>The client has answered. Calls nobody waits for, and names that do not match, are ignored.</summary>
    public void Answer(ClientFunctionResultFrame result)
    {
        TaskCompletionSource<object?>? answer = null;
        lock (_gate)
        {
            if (_open.TryGetValue(result.CallId, out var open) && open.Name == result.Name)
            {
                answer = open.Answer;
            }
        }

        answer?.TrySetResult(result.Result);
    }

    /// <summary>The calls are over, answered or not.</summary>
    public void Forget(IEnumerable<FunctionCallContent> calls)
    {
        lock (_gate)
        {
            foreach (var call in calls)
            {
                _open.Remove(call.CallId);
            }
        }
    }
}
