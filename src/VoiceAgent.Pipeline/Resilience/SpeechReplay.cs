using VoiceAgent.Audio;
using VoiceAgent.Stt;

namespace VoiceAgent.Resilience;

/// <summary>What a recogniser was given and has not made final text of: the last seconds at most. Used under a lock.</summary>
internal sealed class SpeechReplay(AudioFormat format, TimeSpan length)
{
    /// <summary>Kept when an engine ends a segment by itself: it was behind what it had been given.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMilliseconds(500);

    private readonly Queue<SttCommand> _commands = new();
    private readonly int _limit = format.BytesIn(length);
    private long _bytes;

    /// <summary>Segments that were ended and have no final text yet.</summary>
    public int OwedFinals { get; private set; }

    public IEnumerable<SttCommand> Commands => _commands;

    public void Add(SttCommand command)
    {
        _commands.Enqueue(command);
        _bytes += command.Audio.Length;
        OwedFinals += command.IsFinal ? 1 : 0;
        Shrink(_limit);
    }

    /// <summary>A final text came: what it was made of is not needed any more.</summary>
    public void Settle()
    {
        if (OwedFinals == 0)
        {
            Shrink(format.BytesIn(Overlap));
            return;
        }

        while (_commands.TryDequeue(out var command))
        {
            _bytes -= command.Audio.Length;
            if (command.IsFinal)
            {
                OwedFinals--;
                return;
            }
        }
    }

    /// <summary>Drops audio from the front. Ends of segments stay: each is owed a text.</summary>
    private void Shrink(int limit)
    {
        while (_bytes > limit && _commands.TryPeek(out var oldest) && !oldest.IsFinal)
        {
            _commands.Dequeue();
            _bytes -= oldest.Audio.Length;
        }
    }
}
