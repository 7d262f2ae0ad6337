using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Stt;
using VoiceAgent.Tts;
using VoiceAgent.Turns;
using VoiceAgent.Vad;

namespace VoiceAgent.Recording;

/// <summary>A recogniser whose answers are noted.</summary>
internal sealed class RecordedSpeechToText(ISpeechToText inner, ProviderTape tape) : ISpeechToText
{
    public SpeechToTextCapabilities Capabilities => inner.Capabilities;

    public async ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        var stream = tape.Begin(ProviderKind.SpeechToText);
        var session = await tape.AnswerAsync(
                stream,
                () => inner.OpenAsync(options, cancellationToken),
                (opened, _) => tape.Ready(opened),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new Session(session, tape, stream);
    }

    private sealed class Session(ISpeechToTextSession inner, ProviderTape tape, int stream) : ISpeechToTextSession
    {
        private long _writes;
        private long _finals;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken) =>
            tape.WriteAsync(stream, Started.By(() => inner.WriteAsync(audio, cancellationToken)), "write", ++_writes);

        public ValueTask FinalizeAsync(CancellationToken cancellationToken) =>
            tape.WriteAsync(stream, Started.By(() => inner.FinalizeAsync(cancellationToken)), "finalize", ++_finals);

        public IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
            tape.StreamAsync(
                stream,
                () => inner.ReadEventsAsync(cancellationToken),
                heard => SpeechCodec.Write(heard),
                cancellationToken
            );

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>A voice whose answers are noted.</summary>
internal sealed class RecordedTextToSpeech(ITextToSpeech inner, ProviderTape tape) : ITextToSpeech
{
    public TextToSpeechCapabilities Capabilities => inner.Capabilities;

    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        var stream = tape.Begin(ProviderKind.TextToSpeech);
        var session = await tape.AnswerAsync(
                stream,
                () => inner.OpenAsync(options, cancellationToken),
                (opened, _) => tape.Ready(opened),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new Session(session, tape, stream);
    }

    private sealed class Session(ITextToSpeechSession inner, ProviderTape tape, int stream) : ITextToSpeechSession
    {
        public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken) =>
            tape.WriteAsync(
                stream,
                Started.By(() => inner.WriteAsync(utterance, text, cancellationToken)),
                "write",
                utterance
            );

        public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken) =>
            tape.WriteAsync(
                stream,
                Started.By(() => inner.FlushAsync(utterance, cancellationToken)),
                "flush",
                utterance
            );

        public ValueTask CancelAsync(long through, CancellationToken cancellationToken) =>
            tape.WriteAsync(stream, Started.By(() => inner.CancelAsync(through, cancellationToken)), "cancel", through);

        public IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
            tape.StreamAsync(
                stream,
                () => inner.ReadEventsAsync(cancellationToken),
                made => SpeechCodec.Write(made, tape.KeepsAudio),
                cancellationToken
            );

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>A model whose answers are noted.</summary>
internal sealed class RecordedChatClient(IChatClient inner, ProviderTape tape) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        tape.AnswerAsync(
                tape.Begin(ProviderKind.Chat),
                () => new ValueTask<ChatResponse>(inner.GetResponseAsync(messages, options, cancellationToken)),
                (stream, response) => tape.Event(stream, ModelCodec.Write(response)),
                cancellationToken
            )
            .AsTask();

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        tape.StreamAsync(
            tape.Begin(ProviderKind.Chat),
            () => inner.GetStreamingResponseAsync(messages, options, cancellationToken),
            update => ModelCodec.Write(update),
            cancellationToken
        );

    public object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

    /// <summary>The model is shared and outlives the recording.</summary>
    public void Dispose() { }
}

/// <summary>A tool whose results are noted, and what it asks of the session.</summary>
internal sealed class RecordedFunction(AIFunction inner, ProviderTape tape) : DelegatingAIFunction(inner)
{
    protected override ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var call = tape.Begin(ProviderKind.Tool);
        if (ToolCall.Current is { } current)
        {
            current.Asked = (request, text) => tape.Event(call, ModelCodec.Write(request, text));
        }

        return tape.AnswerAsync(
            call,
            () => InnerFunction.InvokeAsync(arguments, cancellationToken),
            (stream, result) => tape.Event(stream, ModelCodec.WriteResult(result)),
            cancellationToken
        );
    }
}

/// <summary>A turn model whose answers are noted.</summary>
internal sealed class RecordedTurnModel(ITurnModel inner, ProviderTape tape) : ITurnModel
{
    public ValueTask<double> JudgeAsync(SpokenTurn turn, CancellationToken cancellationToken) =>
        tape.AnswerAsync(
            tape.Begin(ProviderKind.TurnModel),
            () => inner.JudgeAsync(turn, cancellationToken),
            (stream, answer) => tape.Event(stream, BitConverter.GetBytes(answer)),
            cancellationToken
        );
}

/// <summary>The application's answers to its clients, noted.</summary>
internal sealed class RecordedHandler(
    Func<ClientMessageFrame, CancellationToken, ValueTask<JsonNode?>> inner,
    ProviderTape tape
)
{
    public ValueTask<JsonNode?> AnswerAsync(ClientMessageFrame request, CancellationToken cancellationToken) =>
        tape.AnswerAsync(
            tape.Begin(ProviderKind.ClientMessage),
            () => inner(request, cancellationToken),
            (stream, result) => tape.Event(stream, ModelCodec.WriteResult(result?.ToJsonString())),
            cancellationToken
        );
}

/// <summary>Voice activity models whose probabilities are noted.</summary>
internal sealed class RecordedVoiceActivity(IVoiceActivityModelFactory inner, ProviderTape tape)
    : IVoiceActivityModelFactory
{
    private int _models = -1;

    public string Name => inner.Name;

    public IVoiceActivityModel Create(int sampleRate)
    {
        var model = inner.Create(sampleRate);
        var number = Interlocked.Increment(ref _models);
        tape.Model(number, model);
        return new Model(model, tape, number);
    }

    private sealed class Model(IVoiceActivityModel inner, ProviderTape tape, int number) : IMeasuredModel
    {
        public int SampleRate => inner.SampleRate;

        public int ChunkSamples => inner.ChunkSamples;

        public float Process(ReadOnlySpan<float> chunk) => inner.Process(chunk);

        public float Process(ReadOnlySpan<float> chunk, ref float loudness)
        {
            var probability = Process(chunk);
            tape.Probability(number, probability, loudness);
            return probability;
        }

        public void Reset() => inner.Reset();

        public void Dispose() => inner.Dispose();
    }
}

/// <summary>Begins a call; what it throws at once is thrown when it is awaited.</summary>
internal static class Started
{
    public static ValueTask By(Func<ValueTask> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
    }
}
