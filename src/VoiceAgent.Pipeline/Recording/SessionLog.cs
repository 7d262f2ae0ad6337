using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Transports;

namespace VoiceAgent.Recording;

/// <summary>
/// Tells what a session does, line by line: every frame once in each direction, and everything that goes to the client. The same for a
/// session and for its replay.
/// </summary>
internal sealed class SessionLog(Action<LineRecord> add, bool hasAudio) : IFrameObserver
{
    /// <summary>How many frames may be on their way at a time.</summary>
    private const int Remembered = 2048;

    private readonly HashSet<(long Frame, FrameDirection Direction)> _seen = [];
    private readonly Queue<(long Frame, FrameDirection Direction)> _inOrder = new();

    /// <summary>The pump whose frames are told: processors beside it have times of their own.</summary>
    public Pump? Pump { get; set; }

    /// <summary>True when the last processor has let the end go: what comes now is left to chance.</summary>
    public bool IsOver { get; private set; }

    /// <inheritdoc />
    public void OnFrame(in FrameHop hop)
    {
        // Commands have no source; they are told when the pump takes them. The user's audio is what came in.
        if (hop.Source is null || hop.Source.Pump != Pump || hop.Frame is InputAudioFrame || IsOver)
        {
            return;
        }

        IsOver = hop is { Frame: EndFrame, Destination: null };
        var key = (hop.Frame.Id, hop.Direction);
        if (!_seen.Add(key))
        {
            return;
        }

        _inOrder.Enqueue(key);
        if (_inOrder.Count > Remembered)
        {
            _seen.Remove(_inOrder.Dequeue());
        }

        add(new FrameLine(hop.Time, hop.Direction == FrameDirection.Downstream ? "->" : "<-", hop.Frame));
    }

    /// <summary>A command is about to be told to all processors.</summary>
    public void OnCommand(Frame command, TimeSpan now)
    {
        if (!IsOver)
        {
            add(new FrameLine(now, "!!", command));
        }
    }

    public void OnAudio(MediaOutput audio)
    {
        if (!IsOver)
        {
            add(new AudioLine(Pump!.Now, audio, hasAudio));
        }
    }

    /// <summary>A message, or a clear as the command it follows from.</summary>
    public void OnSent(Frame message, string direction = "=>")
    {
        if (!IsOver)
        {
            add(new FrameLine(Pump!.Now, direction, message));
        }
    }
}

/// <summary>Tells what goes to the client.</summary>
internal sealed class LoggedConnection(IMediaConnection inner, SessionLog log) : IMediaConnection
{
    public MediaConnectionInfo Info => inner.Info;

    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        log.OnAudio(audio);
        return inner.WriteAudioAsync(audio, cancellationToken);
    }

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken)
    {
        log.OnSent(message);
        return inner.WriteMessageAsync(message, cancellationToken);
    }

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        log.OnSent(new InterruptionFrame(through), "=> clear");
        return inner.ClearAsync(through, cancellationToken);
    }

    public ValueTask PauseAsync(ResponseId through, CancellationToken cancellationToken)
    {
        log.OnSent(new InterruptionFrame(through), "=> pause");
        return inner.PauseAsync(through, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
