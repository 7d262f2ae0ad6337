using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using VoiceAgent.Audio;
using VoiceAgent.Stt;
using VoiceAgent.Testing;

namespace VoiceAgent.Resilience;

/// <summary>
/// A recogniser that hears numbers: each 100 ms of audio hold one sample value, the number of a word, and it says all words it was given
/// since the last final text. Once it was given some words its socket may fall silent: it takes everything and says nothing.
/// </summary>
internal sealed class SilentRecognizer(VirtualTime time) : ISpeechToText
{
    public static readonly AudioFormat Format = AudioFormat.Input16Khz;

    /// <summary>Words it hears before its socket falls silent, of all its sessions together.</summary>
    public int SilentAfter { get; init; } = int.MaxValue;

    /// <summary>How long opening takes.</summary>
    public TimeSpan Opening { get; init; } = TimeSpan.FromMilliseconds(150);

    public int Opened { get; private set; }

    public int Active { get; private set; }

    public TimeSpan? SilentSince { get; private set; }

    public TimeSpan? OpenedAt { get; private set; }

    public SpeechToTextCapabilities Capabilities { get; init; } =
        new()
        {
            Name = "numbers",
            SpeechOnly = true,
            InterimResults = true,
        };

    /// <summary>100 ms of audio that hold one word.</summary>
    public static ReadOnlyMemory<byte> Word(short number)
    {
        var audio = new byte[Format.BytesIn(TimeSpan.FromMilliseconds(100))];
        MemoryMarshal.Cast<byte, short>(audio.AsSpan()).Fill(number);
        return audio;
    }

    public async ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(Opening, time, cancellationToken);
        Opened++;
        Active++;
        OpenedAt = time.Elapsed;
        return new Session(this);
    }

    private sealed class Session(SilentRecognizer owner) : ISpeechToTextSession
    {
        private readonly Channel<SpeechToTextEvent> _events = Channel.CreateUnbounded<SpeechToTextEvent>(
            new() { AllowSynchronousContinuations = true }
        );
        private readonly List<short> _words = [];
        private int _taken;
        private bool _isClosed;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken)
        {
            foreach (var sample in Pcm16.AsSamples(audio.Span))
            {
                if (_words.Count == 0 || _words[^1] != sample)
                {
                    _words.Add(sample);
                    _taken++;
                }
            }

            Say(SpeechToTextEventKind.Interim);
            return default;
        }

        public ValueTask FinalizeAsync(CancellationToken cancellationToken)
        {
            Say(SpeechToTextEventKind.Final);
            _words.Clear();
            return default;
        }

        public async IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var item in _events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }

        public ValueTask DisposeAsync()
        {
            if (!_isClosed)
            {
                _isClosed = true;
                owner.Active--;
                _events.Writer.TryComplete();
            }

            return default;
        }

        private void Say(SpeechToTextEventKind kind)
        {
            if (_taken > owner.SilentAfter)
            {
                owner.SilentSince ??= owner.Now;
            }
            else
            {
                _events.Writer.TryWrite(new SpeechToTextEvent(kind, string.Join(' ', _words)));
            }
        }
    }

    private TimeSpan Now => time.Elapsed;
}
