using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using VoiceAgent.Audio;
using VoiceAgent.Sessions;
using VoiceAgent.Stt;
using VoiceAgent.Tts;
using VoiceAgent.Vad;

namespace VoiceAgent.Hosting.Bench;

/// <summary>An agent whose services cost next to nothing, so that what is measured is the framework.</summary>
internal static class BenchAgent
{
    public static AgentDefinition Create(Metronome metronome) =>
        new()
        {
            Name = "bench",
            ChatClient = new Client(),
            VoiceActivity = new Activity(),
            SpeechToText = new Recognizer(metronome),
            TextToSpeech = new Voice(),
            OnClientMessage = static (_, _) => default,
        };

    private sealed class Activity : IVoiceActivityModelFactory
    {
        public string Name => "bench";

        public IVoiceActivityModel Create(int sampleRate) => new Model(sampleRate);

        private sealed class Model(int rate) : IVoiceActivityModel
        {
            public int SampleRate => rate;

            public int ChunkSamples => rate / 1000 * 32;

            public float Process(ReadOnlySpan<float> chunk) => chunk[^1] > 0.1f ? 1 : 0;

            public void Reset() { }

            public void Dispose() { }
        }
    }

    private sealed class Recognizer(Metronome metronome) : ISpeechToText
    {
        public SpeechToTextCapabilities Capabilities { get; } = new() { Name = "bench" };

        public ValueTask<ISpeechToTextSession> OpenAsync(
            Stt.SpeechToTextSessionOptions options,
            CancellationToken cancellationToken
        ) => ValueTask.FromResult<ISpeechToTextSession>(new Session(metronome));

        private sealed class Session(Metronome metronome) : ISpeechToTextSession
        {
            private readonly Channel<SpeechToTextEvent> _events = Channel.CreateBounded<SpeechToTextEvent>(16);

            public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken)
            {
                metronome.Arrived(MemoryMarshal.Read<long>(audio.Span));
                return default;
            }

            public ValueTask FinalizeAsync(CancellationToken cancellationToken) =>
                _events.Writer.WriteAsync(new(SpeechToTextEventKind.Final, "tell me a story"), cancellationToken);

            public IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
                _events.Reader.ReadAllAsync(cancellationToken);

            public ValueTask DisposeAsync()
            {
                _events.Writer.TryComplete();
                return default;
            }
        }
    }

    private sealed class Client : IChatClient
    {
        private static readonly string[] Words =
        [
            .. "Once upon a time there was a king who lived in a castle. He was loved. "
                .Split(' ')
                .Select(w => w + " "),
        ];

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(Words))));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await Task.CompletedTask;
            foreach (var word in Words)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, word);
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }

    private sealed class Voice : ITextToSpeech
    {
        public TextToSpeechCapabilities Capabilities { get; } =
            new() { Name = "bench", Format = AudioFormat.Output24Khz };

        public ValueTask<ITextToSpeechSession> OpenAsync(
            Tts.TextToSpeechSessionOptions options,
            CancellationToken cancellationToken
        ) => ValueTask.FromResult<ITextToSpeechSession>(new Session());

        private sealed class Session : ITextToSpeechSession
        {
            private static readonly byte[] Piece = new byte[960];
            private readonly Channel<TextToSpeechEvent> _events = Channel.CreateBounded<TextToSpeechEvent>(512);
            private int _characters;

            public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken)
            {
                _characters += text.Length;
                return default;
            }

            public async ValueTask FlushAsync(long utterance, CancellationToken cancellationToken)
            {
                // Fifteen characters a second, in pieces of 20 ms.
                for (var piece = 0; piece < _characters * 50 / 15; piece++)
                {
                    await _events.Writer.WriteAsync(
                        new(TextToSpeechEventKind.Audio, utterance) { Audio = Piece },
                        cancellationToken
                    );
                }

                _characters = 0;
                await _events.Writer.WriteAsync(new(TextToSpeechEventKind.Completed, utterance), cancellationToken);
            }

            public ValueTask CancelAsync(long through, CancellationToken cancellationToken) => default;

            public IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
                _events.Reader.ReadAllAsync(cancellationToken);

            public ValueTask DisposeAsync()
            {
                _events.Writer.TryComplete();
                return default;
            }
        }
    }
}
