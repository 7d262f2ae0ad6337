using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Testing.Contracts;
using VoiceAgent.Testing.Conversations;
using VoiceAgent.Tts;

namespace VoiceAgent.Testing.Guides;

/// <summary>The code in <c>docs/guides/add-a-provider.md</c>.</summary>
public sealed class ProviderGuideTests
{
    #region voice
    /// <summary>A voice that whistles: one tone per word.</summary>
    public sealed class Whistle : ITextToSpeech
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
            private static readonly TimeSpan Tone = TimeSpan.FromMilliseconds(200);

            public async IAsyncEnumerable<SynthesisPart> SynthesizeAsync(
                string text,
                [EnumeratorCancellation] CancellationToken cancellationToken
            )
            {
                await Task.CompletedTask;
                var start = TimeSpan.Zero;
                foreach (var word in text.Split(' '))
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
    #endregion

    #region contract
    public sealed class WhistleContract : TextToSpeechContract
    {
        protected override ITextToSpeech CreateVoice() => new Whistle();
    }
    #endregion

    [Fact]
    public void A_voice_of_ones_own_speaks_in_a_conversation()
    {
        using var talk = new ScriptedConversation
        {
            Agent = talk => talk.CreateAgent() with { TextToSpeech = new Whistle() },
        };
        talk.AgentReplies("Hello there.");
        talk.UserSays("good morning");
        talk.WaitUntilHeard("Hello there");
    }
}
