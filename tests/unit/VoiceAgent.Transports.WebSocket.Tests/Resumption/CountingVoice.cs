using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VoiceAgent.Tts;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>A voice whose samples are numbered over the whole conversation: one that is lost, repeated or out of place is seen.</summary>
internal sealed class CountingVoice(ITextToSpeech inner) : ITextToSpeech
{
    /// <summary>Samples count up to here, then from 1 again.</summary>
    public const int Cycle = 30_011;

    /// <summary>Samples made so far.</summary>
    public long Made { get; private set; }

    public TextToSpeechCapabilities Capabilities => inner.Capabilities;

    public async ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    ) => new Session(await inner.OpenAsync(options, cancellationToken), this);

    /// <summary>The sample of this number.</summary>
    public static short Sample(long number) => (short)(1 + (number % Cycle));

    private byte[] Count(int bytes)
    {
        var samples = new short[bytes / sizeof(short)];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = Sample(Made++);
        }

        return MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();
    }

    private sealed class Session(ITextToSpeechSession inner, CountingVoice voice) : ITextToSpeechSession
    {
        public ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken) =>
            inner.WriteAsync(utterance, text, cancellationToken);

        public ValueTask FlushAsync(long utterance, CancellationToken cancellationToken) =>
            inner.FlushAsync(utterance, cancellationToken);

        public ValueTask CancelAsync(long through, CancellationToken cancellationToken) =>
            inner.CancelAsync(through, cancellationToken);

        public async IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var item in inner.ReadEventsAsync(cancellationToken))
            {
                yield return item with
                {
                    Audio = voice.Count(item.Audio.Length),
                };
            }
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
