using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceAgent.Frames;
using VoiceAgent.Llm;
using VoiceAgent.Sessions;
using VoiceAgent.Stt;
using VoiceAgent.Transports;
using VoiceAgent.Tts;
using VoiceAgent.Turns;
using VoiceAgent.Vad;

namespace VoiceAgent.Recording;

/// <summary>A recogniser that answers what was recorded.</summary>
internal sealed class ReplaySpeechToText(SpeechToTextCapabilities capabilities, ReplayStreams streams) : ISpeechToText
{
    public SpeechToTextCapabilities Capabilities => capabilities;

    public async ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        var stream = streams.Begin(ProviderKind.SpeechToText);
        await stream.NextAsync(cancellationToken).ConfigureAwait(false);
        return new Session(stream);
    }

    private sealed class Session(ReplayStream stream) : ISpeechToTextSession
    {
        private long _writes;
        private long _finals;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken) =>
            stream.WriteAsync("write", ++_writes);

        public ValueTask FinalizeAsync(CancellationToken cancellationToken) => stream.WriteAsync("finalize", ++_finals);

        public async IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is { } answer)
            {
                yield return SpeechCodec.ReadHeard(answer.Data)!;
            }
        }

        public ValueTask DisposeAsync() => default;
    }
}

/// <summary>A voice that makes what was recorded.</summary>
internal sealed class ReplayTextToSpeech(TextToSpeechCapabilities capabilities, ReplayStreams streams) : ITextToSpeech
{
    public TextToSpeechCapabilities Capabilities => capabilities;

    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        var stream = streams.Begin(ProviderKind.TextToSpeech);
        await stream.NextAsync(cancellationToken).ConfigureAwait(false);
        return new Session(stream);
    }

    private sealed class Session(ReplayStream stream) : ITextToSpeechSession
    {
        public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken) =>
            stream.WriteAsync("write", utterance);

        public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken) =>
            stream.WriteAsync("flush", utterance);

        public ValueTask CancelAsync(long through, CancellationToken cancellationToken) =>
            stream.WriteAsync("cancel", through);

        public async IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is { } answer)
            {
                yield return SpeechCodec.ReadMade(answer.Data);
            }
        }

        public ValueTask DisposeAsync() => default;
    }
}

/// <summary>A model that answers what was recorded.</summary>
internal sealed class ReplayChatClient(ReplayStreams streams) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var stream = streams.Begin(ProviderKind.Chat);
        var answer = await stream.NextAsync(cancellationToken).ConfigureAwait(false);
        return answer is null ? new ChatResponse() : ModelCodec.ReadResponse(answer.Data);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => StreamAsync(streams.Begin(ProviderKind.Chat), cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        ReplayStream stream,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is { } answer)
        {
            yield return ModelCodec.ReadUpdate(answer.Data)!;
        }
    }
}

/// <summary>A tool that gives the results that were recorded, and asks what was asked.</summary>
internal sealed class ReplayFunction(string name, ReplayStreams streams) : AIFunction
{
    public override string Name => name;

    protected override async ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var call = ToolCall.Current;
        var stream = streams.Begin(ProviderKind.Tool);
        while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is { } answer)
        {
            if (!ModelCodec.TryReadRequest(answer.Data, out var request, out var text))
            {
                return ModelCodec.ReadResult(answer.Data);
            }

            switch (request)
            {
                case ToolRequest.Say:
                    await call!.SayAsync(text).ConfigureAwait(false);
                    break;
                case ToolRequest.Transfer:
                    await call!.TransferToAsync(text).ConfigureAwait(false);
                    break;
                default:
                    call!.EndAfterSpeech(text);
                    break;
            }
        }

        return null;
    }
}

/// <summary>A turn model that answers what was recorded.</summary>
internal sealed class ReplayTurnModel(ReplayStreams streams) : ITurnModel
{
    public async ValueTask<double> JudgeAsync(SpokenTurn turn, CancellationToken cancellationToken)
    {
        var stream = streams.Begin(ProviderKind.TurnModel);
        var answer = await stream.NextAsync(cancellationToken).ConfigureAwait(false);
        return answer?.Data.Length == sizeof(double) ? BitConverter.ToDouble(answer.Data.Span) : double.NaN;
    }
}

/// <summary>The agents a conversation was transferred to.</summary>
internal sealed class ReplayCatalog(SessionRecording recording, ReplayStreams streams) : IAgentCatalog
{
    public IReadOnlyList<string> Names => [.. recording.OtherAgents.Keys];

    public AgentDefinition? Find(string? name) =>
        name is not null && recording.OtherAgents.TryGetValue(name, out var fields)
            ? ReplayAgent.WithProviders(ReplayAgent.FromHeader(fields), fields, streams)
            : null;
}

/// <summary>The application's answers to its clients, as they were recorded.</summary>
internal sealed class ReplayHandler(ReplayStreams streams)
{
    public async ValueTask<JsonNode?> AnswerAsync(ClientMessageFrame request, CancellationToken cancellationToken)
    {
        var stream = streams.Begin(ProviderKind.ClientMessage);
        var answer = await stream.NextAsync(cancellationToken).ConfigureAwait(false);
        return answer is not null && ModelCodec.ReadResult(answer.Data) is string json ? JsonNode.Parse(json) : null;
    }
}

/// <summary>Voice activity models that say what was recorded.</summary>
internal sealed class ReplayVoiceActivity(string name, ReplayStreams streams) : IVoiceActivityModelFactory
{
    private int _models;

    public string Name => name;

    public IVoiceActivityModel Create(int sampleRate) => streams.Model(_models++, sampleRate);
}

/// <summary>A client that says nothing by itself: what it said comes from the recording. What goes to it is for the log.</summary>
internal sealed class ReplayConnection(MediaConnectionInfo info) : IMediaConnection
{
    public MediaConnectionInfo Info => info;

    public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource();
        var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token),
            never
        );
        await using (registration.ConfigureAwait(false))
        {
            await never.Task.ConfigureAwait(false);
        }

        return MediaInput.FromClosed("replay");
    }

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken) => default;

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) => default;

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;
}
