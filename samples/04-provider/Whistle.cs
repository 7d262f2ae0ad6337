using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Tts;

namespace Provider;

/// <summary>A voice that whistles: one tone per word, the longer the word, the higher.</summary>
internal sealed class Whistle : ITextToSpeech
{
    public TextToSpeechCapabilities Capabilities { get; } =
        new()
        {
            Name = "whistle",
            Format = new AudioFormat(16000),
            WordTimes = true,
        };

    public ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    ) => new(new SentenceTextToSpeechSession(new Synthesizer()));

    private sealed class Synthesizer : ISentenceSynthesizer
    {
        private static readonly TimeSpan Tone = TimeSpan.FromMilliseconds(150);

        public async IAsyncEnumerable<SynthesisPart> SynthesizeAsync(
            string text,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await Task.CompletedTask;
            var start = TimeSpan.Zero;
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new SynthesisPart
                {
                    Audio = Whistled(word),
                    Words = [new WordTiming(word, start, start + Tone)],
                };
                start += Tone;
            }
        }

        private static byte[] Whistled(string word)
        {
            var pcm = new byte[new AudioFormat(16000).BytesIn(Tone)];
            var samples = MemoryMarshal.Cast<byte, short>(pcm.AsSpan());
            var pitch = 400 + (word.Length * 100);
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * pitch * i / 16000));
            }

            return pcm;
        }
    }
}
