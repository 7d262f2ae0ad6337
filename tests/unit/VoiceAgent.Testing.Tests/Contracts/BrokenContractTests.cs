using System.Runtime.CompilerServices;
using VoiceAgent.Audio;
using VoiceAgent.Stt;
using VoiceAgent.Transports;
using VoiceAgent.Tts;
using VoiceAgent.Vad;
using Xunit.Sdk;

namespace VoiceAgent.Testing.Contracts;

/// <summary>What breaks a promise is found.</summary>
public sealed class BrokenContractTests
{
    [Fact]
    public async Task A_recogniser_that_answers_twice_is_found() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => new Recognizer().Every_finalise_gives_exactly_one_final());

    [Fact]
    public async Task A_recogniser_that_is_too_sure_of_itself_is_found() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => new Recognizer().Events_make_sense());

    [Fact]
    public async Task A_voice_that_makes_half_samples_is_found() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => new Voice().Utterances_are_spoken_one_after_the_other());

    [Fact]
    public async Task A_voice_that_promises_word_times_and_has_none_is_found() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => new Voice().Word_times_are_in_order_and_within_the_audio());

    [Fact]
    public void A_model_that_does_not_forget_is_found() =>
        Assert.ThrowsAny<XunitException>(() => new VoiceActivity().Reset_forgets_everything(16000));

    [Fact]
    public void A_model_that_takes_any_chunk_is_found() =>
        Assert.ThrowsAny<XunitException>(() => new VoiceActivity().A_chunk_of_another_length_is_refused(16000));

    [Fact]
    public void A_model_that_allocates_is_found() =>
        Assert.ThrowsAny<XunitException>(() => new VoiceActivity().A_chunk_allocates_nothing(16000));

    [Fact]
    public async Task A_connection_that_takes_whatever_nobody_reads_is_found() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => new Connection().A_client_that_never_reads_is_disconnected());

    private sealed class Recognizer : SpeechToTextContract
    {
        protected override ISpeechToText CreateRecognizer() => new TwiceHeard();

        private sealed class TwiceHeard : ISpeechToText, ISpeechToTextSession
        {
            private int _finals;

            public SpeechToTextCapabilities Capabilities { get; } = new() { Name = "twice" };

            public ValueTask<ISpeechToTextSession> OpenAsync(
                SpeechToTextSessionOptions options,
                CancellationToken cancellationToken
            ) => new(this);

            public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken) => default;

            public ValueTask FinalizeAsync(CancellationToken cancellationToken)
            {
                _finals += 2;
                return default;
            }

            public async IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(
                [EnumeratorCancellation] CancellationToken cancellationToken
            )
            {
                while (_finals >= 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
                    for (; _finals > 0; _finals--)
                    {
                        yield return new SpeechToTextEvent(SpeechToTextEventKind.Final, "") { Confidence = 2 };
                    }
                }
            }

            public ValueTask DisposeAsync()
            {
                _finals = -1;
                return default;
            }
        }
    }

    private sealed class Voice : TextToSpeechContract
    {
        protected override ITextToSpeech CreateVoice() => new SentenceVoice();

        private sealed class SentenceVoice : ITextToSpeech
        {
            public TextToSpeechCapabilities Capabilities { get; } =
                new()
                {
                    Name = "half",
                    Format = AudioFormat.Output24Khz,
                    WordTimes = true,
                };

            public ValueTask<ITextToSpeechSession> OpenAsync(
                TextToSpeechSessionOptions options,
                CancellationToken cancellationToken
            ) => new(new SentenceTextToSpeechSession(new HalfSamples()));
        }

        private sealed class HalfSamples : ISentenceSynthesizer
        {
            public async IAsyncEnumerable<SynthesisPart> SynthesizeAsync(
                string text,
                [EnumeratorCancellation] CancellationToken cancellationToken
            )
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
                yield return new SynthesisPart { Audio = new byte[3] };
            }
        }
    }

    private sealed class VoiceActivity : VoiceActivityContract
    {
        protected override IVoiceActivityModelFactory CreateFactory() => new Factory();

        private sealed class Factory : IVoiceActivityModelFactory
        {
            public string Name => "counter";

            public IVoiceActivityModel Create(int sampleRate) => new Counter();
        }

        private sealed class Counter : IVoiceActivityModel
        {
            private List<float> _heard = [];

            public int SampleRate => 16000;

            public int ChunkSamples => 512;

            public float Process(ReadOnlySpan<float> chunk)
            {
                _heard = [.. _heard, chunk.IsEmpty ? 0 : chunk[0]];
                return 1f / _heard.Count;
            }

            public void Reset()
            {
                // It does not.
            }

            public void Dispose()
            {
                // It holds nothing.
            }
        }
    }

    private sealed class Connection : MediaConnectionContract
    {
        protected override Task<IMediaConnection> ConnectAsync(bool reads) =>
            Task.FromResult<IMediaConnection>(new Hole());

        protected override Task SendAudioAsync(ReadOnlyMemory<byte> pcm) => Task.CompletedTask;

        protected override Task SendTextAsync(string text) => Task.CompletedTask;

        protected override Task LeaveAsync() => Task.CompletedTask;

        private sealed class Hole : IMediaConnection
        {
            private readonly TaskCompletionSource<MediaInput> _end = new();

            public MediaConnectionInfo Info { get; } = new() { Transport = "hole", ConnectionId = "1" };

            public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) => new(_end.Task);

            public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken) => default;

            public ValueTask WriteMessageAsync(Frames.Frame message, CancellationToken cancellationToken) => default;

            public ValueTask ClearAsync(Frames.ResponseId through, CancellationToken cancellationToken) => default;

            public ValueTask DisposeAsync()
            {
                _end.TrySetResult(MediaInput.FromClosed("disposed"));
                return default;
            }
        }
    }
}
