using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Llm;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>
/// A speech-to-speech session as the model that thinks: what it says comes as text and speech, its calls as those of any model. So tools, deadlines
/// and interruption are those of the <see cref="LlmProcessor"/>.
/// </summary>
internal sealed class SpeakingModel(SpeechToSpeechLine line) : IChatClient, ISpeakingModel
{
    private readonly ChatClientMetadata _metadata = new(
        line.Model.Capabilities.Name,
        providerUri: null,
        line.Model.Capabilities.Model
    );

    public bool Speaks => !line.TextReplies.IsText;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        throw new VoiceAgentException(
            ErrorCodes.InvalidConfiguration,
            "A speech-to-speech model only answers the conversation it hears; it cannot be asked beside it."
        );

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await line.CutsAsync(cancellationToken).ConfigureAwait(false);
        if (!line.MayOpen)
        {
            throw new VoiceAgentException(
                ErrorCodes.ProviderUnavailable,
                $"There is no session with '{line.Model.Capabilities.Name}'; another one is opened when the user does something."
            );
        }

        var tools = options?.Tools?.OfType<AIFunctionDeclaration>().ToArray();
        var request = new SpeechToSpeechRequest { InText = !Speaks, MayCallTools = tools is { Length: > 0 } };
        var (reply, events) = line.Replies.Begin(request);
        var hasSpoken = request.InText;
        try
        {
            // Without tools it may call none now; they are still its tools.
            line.Ask(reply, request, [.. messages], request.MayCallTools ? tools : null);
            await foreach (var told in events.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (ToContent(reply, told) is { } content)
                {
                    hasSpoken |= content is SpokenContent;
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
                }
            }
        }
        finally
        {
            if (line.Replies.Forget(reply))
            {
                line.With(session => Cancel(session, reply, hasSpoken));
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The session is the processor's.
    }

    /// <summary>What was heard of it the ledger tells; of what has made no sound nothing was.</summary>
    private static void Cancel(ISpeechToSpeechSession session, long reply, bool hasSpoken)
    {
        session.Cancel(reply);
        if (!hasSpoken)
        {
            session.Truncate(reply, TimeSpan.Zero);
        }
    }

    private AIContent? ToContent(long reply, SpeechToSpeechEvent told) =>
        told switch
        {
            SpeechToSpeechEvent.Text text => new TextContent(text.Delta),
            SpeechToSpeechEvent.Audio audio => new SpokenContent(
                new LlmAudioFrame(audio.Pcm, line.Model.Capabilities.Output) { Reply = reply }
            ),
            SpeechToSpeechEvent.Call call => call.Function,
            SpeechToSpeechEvent.Ended { Usage: { } usage } => new UsageContent(usage),
            _ => null,
        };
}
