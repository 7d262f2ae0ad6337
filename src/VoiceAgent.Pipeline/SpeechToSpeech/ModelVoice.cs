using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using VoiceAgent.Tts;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>
/// A speech-to-speech session as the voice of the application: greetings and apologies are said in the model's voice, as nearly to the letter as
/// the model can. While there is no session they are only shown.
/// </summary>
internal sealed class ModelVoice(SpeechToSpeechLine line) : ITextToSpeech
{
    public TextToSpeechCapabilities Capabilities { get; } =
        new() { Name = line.Model.Capabilities.Name, Format = line.Model.Capabilities.Output };

    public ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    ) => new(new Session(line));

    private sealed class Session(SpeechToSpeechLine line) : ITextToSpeechSession
    {
        // More sentences than this never wait: the processor above has a bound of its own.
        private readonly Channel<(long Utterance, string Text)> _texts = Channel.CreateBounded<(long, string)>(
            new BoundedChannelOptions(1024) { AllowSynchronousContinuations = line.Replies.IsInline }
        );

        private readonly Lock _gate = new();
        private readonly StringBuilder _text = new();
        private CancellationTokenSource? _saying;
        private long _present;
        private long _cancelled;

        public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken)
        {
            _text.Append(text);
            return default;
        }

        public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken)
        {
            var text = _text.ToString();
            _text.Clear();
            return _texts.Writer.WriteAsync((utterance, text), cancellationToken);
        }

        public async ValueTask CancelAsync(long through, CancellationToken cancellationToken)
        {
            CancellationTokenSource? saying;
            lock (_gate)
            {
                _cancelled = Math.Max(_cancelled, through);
                saying = _present <= through ? _saying : null;
            }

            if (saying is not null)
            {
                await saying.CancelAsync().ConfigureAwait(false);
            }
        }

        public async IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var (utterance, text) in _texts.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                using var saying = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                if (Begin(utterance, saying))
                {
                    await foreach (var pcm in SayAsync(text, saying.Token).ConfigureAwait(false))
                    {
                        yield return new TextToSpeechEvent(TextToSpeechEventKind.Audio, utterance) { Audio = pcm };
                    }
                }

                End();
                cancellationToken.ThrowIfCancellationRequested();
                yield return new TextToSpeechEvent(TextToSpeechEventKind.Completed, utterance);
            }
        }

        public ValueTask DisposeAsync()
        {
            _texts.Writer.TryComplete();
            return default;
        }

        private bool Begin(long utterance, CancellationTokenSource saying)
        {
            lock (_gate)
            {
                (_present, _saying) = (utterance, saying);
                return utterance > _cancelled;
            }
        }

        private void End()
        {
            lock (_gate)
            {
                _saying = null;
            }
        }

        /// <summary>The speech of a text; it ends early when it fails or is cancelled.</summary>
        private async IAsyncEnumerable<ReadOnlyMemory<byte>> SayAsync(
            string text,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            if (!line.MayOpen)
            {
                yield break;
            }

            var request = new SpeechToSpeechRequest { Say = text, MayCallTools = false };
            var (reply, events) = line.Replies.Begin(request);
            line.With(session => session.Respond(reply, request));
            try
            {
                while (await NextAsync(events, cancellationToken).ConfigureAwait(false) is { } told)
                {
                    if (told is SpeechToSpeechEvent.Audio { Pcm: var pcm })
                    {
                        yield return pcm;
                    }
                }
            }
            finally
            {
                if (line.Replies.Forget(reply))
                {
                    line.With(session => session.Cancel(reply));
                }
            }
        }

        private static async ValueTask<SpeechToSpeechEvent?> NextAsync(
            ChannelReader<SpeechToSpeechEvent> events,
            CancellationToken cancellationToken
        )
        {
            try
            {
                return await events.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Its end, or a failure the processor tells of.
                return null;
            }
        }
    }
}
