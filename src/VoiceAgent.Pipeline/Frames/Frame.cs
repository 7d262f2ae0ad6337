using System.Globalization;
using System.Text;

namespace VoiceAgent.Frames;

/// <summary>
/// The unit that flows through a pipeline: a piece of audio, a piece of text, a fact or a command. Immutable once pushed,
/// so it may be shared by processors, observers and recordings without copying.
/// </summary>
/// <remarks>
/// Two frames are equal when they are the same frame: a copy made by <c>with</c> is another one. What a frame prints names
/// its type and number, never its content.
/// </remarks>
public abstract record Frame
{
    private static long s_lastId;

    /// <summary>Makes a frame with a new number.</summary>
    protected Frame() => Id = Interlocked.Increment(ref s_lastId);

    /// <summary>Makes a copy with a number of its own.</summary>
    protected Frame(Frame original)
    {
        ArgumentNullException.ThrowIfNull(original);
        Id = Interlocked.Increment(ref s_lastId);
        ResponseId = original.ResponseId;
    }

    /// <summary>Number of this frame, unique in the process.</summary>
    public long Id { get; }

    /// <summary>
    /// The bot response this frame belongs to, or none. Interrupting a response makes its frames stale: they are skipped
    /// wherever they wait. Frames of no response are never skipped.
    /// </summary>
    public ResponseId ResponseId { get; init; }

    /// <summary>Same frame, same number.</summary>
    public virtual bool Equals(Frame? other) => other is not null && Id == other.Id;

    /// <inheritdoc />
    public override int GetHashCode() => Id.GetHashCode();

    /// <summary>Type, number and response; nothing of the content.</summary>
    public sealed override string ToString() =>
        ResponseId.HasValue
            ? string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}#{Id} {ResponseId}")
            : string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}#{Id}");

    /// <summary>Keeps content out of what derived records print.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}

/// <summary>Facts and commands about the session and who speaks; never part of a response, so never stale.</summary>
public abstract record SystemFrame : Frame;

/// <summary>Content: audio and text.</summary>
public abstract record DataFrame : Frame;

/// <summary>Marks in the stream that keep their place in it: start and end of a response, of speech, of the session.</summary>
public abstract record ControlFrame : Frame;
