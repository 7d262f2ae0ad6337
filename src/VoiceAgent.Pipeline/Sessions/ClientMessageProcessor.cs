using System.Text.Json.Nodes;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Sessions;

/// <summary>
/// Lets the application answer what the client's application asks. Every request is answered: with the handler's result, or with an error
/// when it throws, takes longer than ten seconds, or when too many are under way.
/// </summary>
/// <param name="handler">Runs off the pump; may run for several requests at a time. Null answers without data.</param>
public sealed class ClientMessageProcessor(Func<ClientMessageFrame, CancellationToken, ValueTask<JsonNode?>> handler)
    : FrameProcessor
{
    private const int MaxRunning = 16;

    // As long as the clients themselves wait.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private int _running;

    /// <inheritdoc />
    protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        if (frame is not ClientMessageFrame request)
        {
            return PushAsync(frame, direction);
        }

        if (_running == MaxRunning)
        {
            return PushAsync(
                new RequestFailedFrame(request.RequestId, "Too many requests are under way; wait for answers.")
            );
        }

        _running++;
        StartWork("client message", work => AnswerAsync(request, work));
        return default;
    }

    private async Task AnswerAsync(ClientMessageFrame request, ProcessorWork work)
    {
        Frame answer;
        try
        {
            var result = await handler(request, work.Token)
                .AsTask()
                .WaitAsync(Deadline, Time, work.Token)
                .ConfigureAwait(false);
            answer = new ServerResponseFrame(request.RequestId, request.Type, result?.ToJsonString());
        }
        catch (Exception exception) when (!work.Token.IsCancellationRequested)
        {
            answer = new RequestFailedFrame(
                request.RequestId,
                $"Exception processing message: {ReplayedException.NameOf(exception)}; the server's application failed."
            );
        }

        await work.PostAsync(answer, FinishAsync).ConfigureAwait(false);
    }

    private ValueTask FinishAsync(Frame answer)
    {
        _running--;
        return PushAsync(answer);
    }
}
