using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceAgent.Audio;

namespace VoiceAgent.Tts;

/// <summary>
/// A voice that makes no sound: sessions without a voice use it, so that answers still pass sentence by sentence and count as taken in when
/// they are shown.
/// </summary>
public sealed class SilentTextToSpeech : ITextToSpeech
{
    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities { get; } = new() { Name = "silent", Format = AudioFormat.Output24Khz };

    /// <inheritdoc />
    public ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<ITextToSpeechSession>(new Session());

    private sealed class Session : ITextToSpeechSession
    {
        // Continuations run inline: completing an utterance does nothing but post to the pump.
        private readonly Channel<long> _completed = Channel.CreateBounded<long>(
            new BoundedChannelOptions(1024) { AllowSynchronousContinuations = true }
        );

        public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken) => default;

        public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken) =>
            _completed.Writer.WriteAsync(utterance, cancellationToken);

        public ValueTask CancelAsync(long through, CancellationToken cancellationToken) => default;

        public async IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            while (await _completed.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_completed.Reader.TryRead(out var utterance))
                {
                    yield return new TextToSpeechEvent(TextToSpeechEventKind.Completed, utterance);
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            _completed.Writer.TryComplete();
            return default;
        }
    }
}
