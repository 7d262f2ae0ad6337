using System.Threading.Channels;
using VoiceAgent.Errors;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>The replies that are being made, by number: who asked for one reads its events here. Thread-safe.</summary>
/// <param name="inline">True lets a reader go on within the writer's call: sessions in virtual time have one thread.</param>
internal sealed class ReplyStreams(bool inline)
{
    // Some minutes of speech, in the pieces vendors send it in.
    private const int Capacity = 8192;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Open> _open = [];
    private long _last;

    /// <summary>True when readers go on within the writer's call.</summary>
    public bool IsInline => inline;

    /// <summary>True while a reply is being made.</summary>
    public bool IsAny
    {
        get
        {
            lock (_gate)
            {
                return _open.Count > 0;
            }
        }
    }

    /// <summary>Begins a reply.</summary>
    /// <returns>Its number and its events.</returns>
    public (long Reply, ChannelReader<SpeechToSpeechEvent> Events) Begin(SpeechToSpeechRequest request)
    {
        var events = Channel.CreateBounded<SpeechToSpeechEvent>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, AllowSynchronousContinuations = inline }
        );
        lock (_gate)
        {
            _open.Add(++_last, new Open(request, events.Writer));
            return (_last, events.Reader);
        }
    }

    /// <summary>Nobody reads a reply any more.</summary>
    /// <returns>False when it had ended by itself.</returns>
    public bool Forget(long reply)
    {
        lock (_gate)
        {
            return _open.Remove(reply);
        }
    }

    /// <summary>Hands an event of a reply to its reader. Replies nobody reads are left out.</summary>
    public void Tell(long reply, SpeechToSpeechEvent told)
    {
        Open? open;
        lock (_gate)
        {
            if (!_open.TryGetValue(reply, out open))
            {
                return;
            }

            open.HasBegun = true;
            if (told is SpeechToSpeechEvent.Ended or SpeechToSpeechEvent.Failed)
            {
                _open.Remove(reply);
            }
        }

        if (told is SpeechToSpeechEvent.Failed { Failure: var failure })
        {
            open.Events.TryComplete(failure);
        }
        else if (!open.Events.TryWrite(told))
        {
            Forget(reply);
            open.Events.TryComplete(
                new VoiceAgentException(
                    ErrorCodes.Overflow,
                    "A reply is made faster than it is taken; the rest is dropped."
                )
            );
        }
        else if (told is SpeechToSpeechEvent.Ended)
        {
            open.Events.TryComplete();
        }
    }

    /// <summary>The session is lost: replies that have begun cannot be gone on with.</summary>
    public void FailBegun(Exception failure) => Fail(failure, open => open.HasBegun);

    /// <summary>No session is to be had.</summary>
    /// <returns>True when somebody waited for a reply.</returns>
    public bool FailAll(Exception failure) => Fail(failure, static _ => true);

    /// <summary>What was asked and has not begun, in order.</summary>
    public IReadOnlyList<(long Reply, SpeechToSpeechRequest Request)> Unbegun()
    {
        lock (_gate)
        {
            return [.. _open.Where(open => !open.Value.HasBegun).Select(open => (open.Key, open.Value.Request))];
        }
    }

    private bool Fail(Exception failure, Func<Open, bool> which)
    {
        KeyValuePair<long, Open>[] failed;
        lock (_gate)
        {
            failed = [.. _open.Where(open => which(open.Value))];
            Array.ForEach(failed, open => _open.Remove(open.Key));
        }

        Array.ForEach(failed, open => open.Value.Events.TryComplete(failure));
        return failed.Length > 0;
    }

    private sealed class Open(SpeechToSpeechRequest request, ChannelWriter<SpeechToSpeechEvent> events)
    {
        public SpeechToSpeechRequest Request => request;

        public ChannelWriter<SpeechToSpeechEvent> Events => events;

        public bool HasBegun { get; set; }
    }
}
