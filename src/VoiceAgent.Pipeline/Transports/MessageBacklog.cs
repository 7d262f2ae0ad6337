using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>
/// Numbers the messages of a conversation and keeps those a client may still miss. What a newer message makes void is not kept: of states,
/// interim transcripts and the progress of what was heard only the last. Bounded; not thread-safe.
/// </summary>
internal sealed class MessageBacklog(int capacity = 1024)
{
    /// <summary>How far back a message looks for one that it makes void: they follow each other closely.</summary>
    private const int Reach = 32;

    private readonly LinkedList<NumberedFrame> _kept = new();
    private long _last;
    private long _lostThrough;

    /// <summary>Messages kept now.</summary>
    public int Count => _kept.Count;

    /// <summary>Gives the message its number and keeps it.</summary>
    public NumberedFrame Add(Frame message)
    {
        DropVoid(message);
        var numbered = new NumberedFrame(++_last, message);
        _kept.AddLast(numbered);
        if (_kept.Count > capacity)
        {
            _lostThrough = _kept.First!.Value.Sequence;
            _kept.RemoveFirst();
        }

        return numbered;
    }

    /// <summary>The client has everything up to a number.</summary>
    public void Seen(long sequence)
    {
        while (_kept.First is { } first && first.Value.Sequence <= sequence)
        {
            _kept.RemoveFirst();
        }
    }

    /// <summary>What a client misses that has everything up to a number.</summary>
    /// <param name="sequence">The last number it has.</param>
    /// <param name="isComplete">False when some of it is not kept any more.</param>
    public IReadOnlyList<NumberedFrame> Behind(long sequence, out bool isComplete)
    {
        isComplete = sequence >= _lostThrough;
        return [.. _kept.Where(message => message.Sequence > sequence)];
    }

    private void DropVoid(Frame message)
    {
        var node = _kept.Last;
        for (var looked = 0; node is not null && looked < Reach; looked++)
        {
            var before = node.Previous;
            if (IsVoidBy(node.Value.Message, message))
            {
                _kept.Remove(node);
                return;
            }

            node = before;
        }
    }

    private static bool IsVoidBy(Frame older, Frame newer) =>
        (older, newer) switch
        {
            (SessionStateFrame, SessionStateFrame) => true,
            (InterimTranscriptionFrame, InterimTranscriptionFrame or TranscriptionFrame) => true,
            (BotHeardFrame { IsFinal: false } was, BotHeardFrame now) => was.Response == now.Response,
            _ => false,
        };
}
