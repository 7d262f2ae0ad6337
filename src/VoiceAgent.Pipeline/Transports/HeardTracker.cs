using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>
/// Feeds the heard-text ledger with what is sent and played, and turns its answers into frames. Knows which responses are still to end, and
/// which were cut off.
/// </summary>
internal sealed class HeardTracker(AudioFormat format)
{
    private readonly HeardTextLedger _ledger = new(format);
    private readonly Queue<(TtsResponseEndFrame Frame, long Position)> _ends = new();

    // Few at a time, looked at with every piece of audio: a list, in the order of the responses, and plain loops.
    private readonly List<Spoken> _open = [];

    /// <summary>Position right behind the last audio that was sent and not dropped since; zero when there is none.</summary>
    public long LastSpeech { get; private set; }

    /// <summary>True when responses are complete and wait for their last audio to be played.</summary>
    public bool HasOpenEnds => _ends.Count > 0;

    /// <summary>True while a response is being spoken and its end has not come yet.</summary>
    public bool IsInResponse => _open.Exists(static spoken => !spoken.IsCut);

    /// <summary>True when a cut response waits for the client's word on where playback stopped.</summary>
    public bool HasCuts => _open.Exists(static spoken => spoken.IsCut);

    /// <summary>
    /// A mark or a piece of audio, in the connection's format, has come to wait its turn. The ledger learns of it now: the more it knows of
    /// an utterance, the better it can tell where its words are.
    /// </summary>
    public void Queued(Frame frame, ReadOnlySpan<byte> pcm)
    {
        switch (frame)
        {
            case TtsStartedFrame started:
                _ledger.BeginUtterance(started.Utterance, started.ResponseId, started.Text);
                break;
            case TtsTextFrame more:
                _ledger.AddText(more.Utterance, more.Text);
                break;
            case TtsAudioFrame speech:
                _ledger.AddAudio(speech.Utterance, pcm);
                break;
            case TtsWordsFrame words:
                _ledger.AddWords(words.Utterance, words.Words);
                break;
            case TtsStoppedFrame { Broken: true } broken:
                _ledger.BreakUtterance(broken.Utterance);
                break;
            case TtsStoppedFrame stopped:
                _ledger.CompleteUtterance(stopped.Utterance);
                break;
            default:
                break;
        }
    }

    /// <summary>A mark has come to the front: everything before it was sent.</summary>
    public void Mark(Frame mark)
    {
        switch (mark)
        {
            case TtsStartedFrame started:
                Open(started);
                break;
            case TtsStoppedFrame stopped:
                _ledger.Passed(stopped.Utterance);
                break;
            case TtsResponseEndFrame end:
                _ends.Enqueue((end, LastSpeech));
                break;
            default:
                break;
        }
    }

    /// <summary>Audio was sent.</summary>
    public void Sent(Frame source, int samples, long position)
    {
        LastSpeech = position + samples;
        if (source is TtsAudioFrame speech)
        {
            _ledger.Sent(speech.Utterance, samples, position);
        }
    }

    /// <summary>The client has played this far. Left out while a cut is being settled: positions jump over what was dropped.</summary>
    public void Played(long position)
    {
        if (!HasCuts)
        {
            _ledger.Played(position);
        }
    }

    /// <summary>The client says how far it had played when it was told to stop.</summary>
    public void PlayedUntilCut(long position) => _ledger.Played(position);

    /// <summary>What was sent behind this position, of responses that go on, was dropped unplayed; it will be sent again.</summary>
    public void TakeBack(long position)
    {
        foreach (var spoken in _open)
        {
            if (!spoken.IsCut)
            {
                _ledger.TakeBack(spoken.Response, position);
            }
        }

        KeepEnds(end => end.Position <= position);
        LastSpeech = Math.Min(LastSpeech, position);
    }

    /// <summary>Everything up to a response was cut off; what was not played by now will not be, unless the client knows better.</summary>
    /// <param name="through">The last response that is cut off.</param>
    /// <param name="isDropped">True when the client was told to drop all it holds, or holds nothing.</param>
    public void Cut(ResponseId through, bool isDropped)
    {
        foreach (var spoken in _open)
        {
            spoken.IsCut |= spoken.Response <= through;
        }

        // Nothing was sent of the others.
        _ledger.ReleaseThrough(through, response => Find(response) is not null);
        KeepEnds(end => !end.Frame.ResponseId.IsStale(through));
        LastSpeech = isDropped ? 0 : LastSpeech;
    }

    /// <summary>A response whose last audio was played, if there is one.</summary>
    public bool TryTakeEnd(long played, out TtsResponseEndFrame end)
    {
        if (_ends.TryPeek(out var next) && next.Position <= played)
        {
            _ends.Dequeue();
            end = next.Frame;
            return true;
        }

        end = null!;
        return false;
    }

    /// <summary>What was heard since the last time, of all responses that are not over.</summary>
    public IReadOnlyList<BotHeardFrame> TakeProgress()
    {
        List<BotHeardFrame>? progress = null;
        foreach (var spoken in _open)
        {
            var text = _ledger.HeardSoFar(spoken.Response);
            if (text.Length != spoken.Told || spoken.IsCut)
            {
                spoken.Told = text.Length;
                (progress ??= []).Add(ToFrame(text, spoken) with { Interrupted = spoken.IsCut });
            }
        }

        return progress ?? [];
    }

    /// <summary>The last word on every response that was cut off.</summary>
    public IReadOnlyList<BotHeardFrame> TakeCuts() =>
        HasCuts ? [.. _open.FindAll(static spoken => spoken.IsCut).Select(spoken => Close(spoken, true))] : [];

    /// <summary>The last word on a response that was played to its end.</summary>
    public IReadOnlyList<BotHeardFrame> TakeFinal(ResponseId response) =>
        Find(response) is { } spoken ? [Close(spoken, false)] : [];

    private Spoken? Find(ResponseId response) => _open.Find(spoken => spoken.Response == response);

    private void Open(TtsStartedFrame started)
    {
        if (Find(started.ResponseId) is null)
        {
            var behind = _open.FindLastIndex(spoken => spoken.Response < started.ResponseId) + 1;
            _open.Insert(behind, new Spoken(started.ResponseId, started.AddToContext));
        }
    }

    private void KeepEnds(Func<(TtsResponseEndFrame Frame, long Position), bool> isKept)
    {
        var ends = _ends.Where(isKept).ToArray();
        _ends.Clear();
        foreach (var end in ends)
        {
            _ends.Enqueue(end);
        }
    }

    private BotHeardFrame Close(Spoken spoken, bool interrupted)
    {
        _open.Remove(spoken);
        var text = interrupted ? _ledger.HeardSoFar(spoken.Response) : _ledger.TextOf(spoken.Response);
        var frame = ToFrame(text, spoken) with { IsFinal = true, Interrupted = interrupted };
        _ledger.Release(spoken.Response);
        return frame;
    }

    private BotHeardFrame ToFrame(string text, Spoken spoken) =>
        new(spoken.Response, text, IsFinal: false)
        {
            AddToContext = spoken.AddToContext,
            Played = _ledger.PlayedOf(spoken.Response),
        };

    /// <summary>A response that is being spoken, or was cut off.</summary>
    private sealed class Spoken(ResponseId response, bool addToContext)
    {
        public ResponseId Response => response;

        public bool AddToContext => addToContext;

        public bool IsCut { get; set; }

        public int Told { get; set; }
    }
}
