using VoiceAgent.Frames;
using VoiceAgent.Tts;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// What a voice makes, put in order: events of an utterance wait for those before it, samples are made whole, and nothing is told of a cancelled one.
/// Thread-safe.
/// </summary>
public sealed class SpokenUtterances
{
    private readonly Lock _lock = new();
    private readonly Action<TextToSpeechEvent> _tell;
    private readonly Action<long> _settled;
    private readonly int _bytesPerSample;
    private readonly LinkedList<Utterance> _open = new();

    /// <param name="bytesPerSample">Bytes of a sample of all channels.</param>
    /// <param name="tell">Takes events, in order.</param>
    /// <param name="settled">Told when the vendor is done with an utterance.</param>
    internal SpokenUtterances(int bytesPerSample, Action<TextToSpeechEvent> tell, Action<long> settled) =>
        (_bytesPerSample, _tell, _settled) = (bytesPerSample, tell, settled);

    /// <summary>True while an utterance is owed.</summary>
    internal bool IsOwing
    {
        get
        {
            lock (_lock)
            {
                return _open.Count > 0;
            }
        }
    }

    /// <summary>Audio of an utterance; of one that is not open any more it is left out.</summary>
    public void Audio(long utterance, ReadOnlyMemory<byte> pcm)
    {
        lock (_lock)
        {
            if (Find(utterance) is not { } open || pcm.IsEmpty)
            {
                return;
            }

            var whole = open.MakeWhole(pcm, _bytesPerSample);
            if (!whole.IsEmpty)
            {
                Add(open, new(TextToSpeechEventKind.Audio, utterance) { Audio = whole });
            }
        }
    }

    /// <summary>Word times of an utterance, from its start.</summary>
    public void Words(long utterance, IReadOnlyList<WordTiming> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        lock (_lock)
        {
            if (words.Count > 0 && Find(utterance) is { } open)
            {
                Add(open, new(TextToSpeechEventKind.Words, utterance) { Words = words });
            }
        }
    }

    /// <summary>All audio of an utterance was told.</summary>
    public void Completed(long utterance)
    {
        lock (_lock)
        {
            if (Find(utterance) is { IsComplete: false } open)
            {
                open.IsComplete = true;
                Add(open, new(TextToSpeechEventKind.Completed, utterance));
                _settled(utterance);
                Release();
            }
        }
    }

    /// <summary>Opens an utterance.</summary>
    /// <returns>False when it is open already.</returns>
    internal bool Begin(long utterance)
    {
        lock (_lock)
        {
            if (Find(utterance) is not null)
            {
                return false;
            }

            _open.AddLast(new Utterance(utterance));
            return true;
        }
    }

    /// <summary>Forgets utterances.</summary>
    /// <returns>Those the vendor still works at.</returns>
    internal IReadOnlyList<long> Cancel(long through)
    {
        lock (_lock)
        {
            var cancelled = _open.Where(utterance => utterance.Number <= through).ToArray();
            foreach (var utterance in cancelled)
            {
                _open.Remove(utterance);
            }

            Release();
            long[] working = [.. cancelled.Where(utterance => !utterance.IsComplete).Select(u => u.Number)];
            Array.ForEach(working, _settled.Invoke);
            return working;
        }
    }

    private Utterance? Find(long number) => _open.FirstOrDefault(utterance => utterance.Number == number);

    private void Add(Utterance utterance, TextToSpeechEvent made)
    {
        if (_open.First!.Value == utterance)
        {
            _tell(made);
        }
        else
        {
            utterance.Waiting.Add(made);
        }
    }

    /// <summary>Tells what waited behind utterances that are over.</summary>
    private void Release()
    {
        while (_open.First is { Value: var first })
        {
            first.Waiting.ForEach(_tell);
            first.Waiting.Clear();
            if (!first.IsComplete)
            {
                return;
            }

            _open.RemoveFirst();
        }
    }

    private sealed class Utterance(long number)
    {
        private byte[] _rest = [];

        public long Number { get; } = number;

        public bool IsComplete { get; set; }

        public List<TextToSpeechEvent> Waiting { get; } = [];

        public ReadOnlyMemory<byte> MakeWhole(ReadOnlyMemory<byte> pcm, int bytesPerSample)
        {
            if (_rest.Length > 0)
            {
                pcm = (byte[])[.. _rest, .. pcm.Span];
            }

            var whole = pcm.Length - (pcm.Length % bytesPerSample);
            _rest = pcm[whole..].ToArray();
            return pcm[..whole];
        }
    }
}
