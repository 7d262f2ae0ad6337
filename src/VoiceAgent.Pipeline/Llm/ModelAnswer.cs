using Microsoft.Extensions.AI;
using VoiceAgent.Processors;

namespace VoiceAgent.Llm;

/// <summary>One answer of a model as it streams, with a deadline for every step.</summary>
/// <param name="client">The model.</param>
/// <param name="options">What it is asked with.</param>
/// <param name="limits">How long it may be silent.</param>
/// <param name="care">Learns from what the request took.</param>
internal sealed class ModelAnswer(IChatClient client, ChatOptions options, LlmOptions limits, ContextCare care)
{
    /// <summary>Off the pump: reads the answer to its end.</summary>
    /// <param name="step">What is answered.</param>
    /// <param name="work">Pushes speech, and calls back with text.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Called on the pump with each piece of text.</param>
    /// <returns>The tools it calls.</returns>
    public async Task<IReadOnlyList<FunctionCallContent>> ReadAsync(
        LlmStep step,
        ProcessorWork work,
        TimeProvider time,
        Func<(LlmStep Step, string Text), ValueTask> say
    )
    {
        List<FunctionCallContent> calls = [];
        using var telemetry = new LlmTelemetry(client, options, time);
        using var reader = new DeadlineReader<ChatResponseUpdate>(time, work.Token);
        reader.Open(token => client.GetStreamingResponseAsync(step.Messages, options, token));
        while (
            await reader
                .MoveNextAsync(reader.HasRead ? limits.NextTokenDeadline : limits.FirstTokenDeadline)
                .ConfigureAwait(false)
        )
        {
            telemetry.Answered();
            foreach (var content in reader.Current.Contents)
            {
                if (content is TextContent { Text.Length: > 0 } text)
                {
                    await work.PostAsync((step, text.Text), say).ConfigureAwait(false);
                }
                else if (content is SpokenContent { Speech: var speech })
                {
                    await work.PushAsync(speech with { ResponseId = step.Response }).ConfigureAwait(false);
                }
                else if (content is FunctionCallContent { InformationalOnly: false } call)
                {
                    calls.Add(call);
                }
                else if (content is UsageContent { Details: { } details })
                {
                    telemetry.Used(details);
                    care.Learn(step.Messages, details);
                }
                else
                {
                    await work.TellAsync(ProviderChangeContent.Read(content)).ConfigureAwait(false);
                }
            }
        }

        await telemetry.TellAsync(work).ConfigureAwait(false);
        return calls;
    }
}
