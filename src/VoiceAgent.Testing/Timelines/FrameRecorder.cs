using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Testing.Timelines;

/// <summary>
/// Observer that keeps every frame of a session. Add it to <see cref="Pipelines.PipelineWorkerOptions.Observers"/>. Written to on the
/// session's pump; read it when nothing moves.
/// </summary>
public sealed class FrameRecorder : IFrameObserver
{
    private readonly List<FrameHop> _hops = [];
    private readonly List<FrameHop> _firsts = [];
    private readonly HashSet<(long Frame, FrameDirection Direction)> _seen = [];

    /// <summary>Every hop of every frame, in order.</summary>
    public IReadOnlyList<FrameHop> Hops => _hops;

    /// <summary>The first hop of each frame in each direction it went, in order.</summary>
    public IReadOnlyList<FrameHop> Firsts => _firsts;

    /// <summary>Every frame once, in order.</summary>
    public IEnumerable<Frame> Frames => _firsts.Select(hop => hop.Frame).Distinct();

    /// <summary>Every frame of one type once, in order.</summary>
    public IEnumerable<TFrame> Of<TFrame>()
        where TFrame : Frame => Frames.OfType<TFrame>();

    /// <inheritdoc />
    public void OnFrame(in FrameHop hop)
    {
        _hops.Add(hop);
        if (_seen.Add((hop.Frame.Id, hop.Direction)))
        {
            _firsts.Add(hop);
        }
    }

    /// <summary>The session as a timeline.</summary>
    /// <param name="options">What is in it; the usual unless given.</param>
    public Timeline ToTimeline(TimelineOptions? options = null) =>
        Timeline.Of(_firsts, options ?? new TimelineOptions());
}
