using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>
/// Branches side by side: every frame goes through all of them, in order of the branches, and what they push is joined again. A frame
/// that several branches pass on comes out once; <see cref="EndFrame"/> comes out when every branch has passed it on.
/// </summary>
public sealed class ParallelPipeline : FrameProcessor
{
    private readonly FrameProcessor[] _parts;

    /// <summary>Makes branches, each a pipeline or a single processor.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ParallelPipeline(params IReadOnlyList<FrameProcessor> branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (branches.Count == 0)
        {
            throw new ArgumentException("A parallel pipeline needs at least one branch.", nameof(branches));
        }

        var fork = new Gate(FrameDirection.Upstream) { Name = "Fork" };
        var join = new Gate(FrameDirection.Downstream) { Name = "Join" };
        _parts = [fork, .. branches.SelectMany(branch => BranchParts(branch, fork, join)), join];
    }

    internal override IEnumerable<FrameProcessor> Parts => _parts;

    private static FrameProcessor[] BranchParts(FrameProcessor branch, Gate fork, Gate join)
    {
        var entry = new Edge(fork, FrameDirection.Upstream);
        var exit = new Edge(join, FrameDirection.Downstream);
        fork.Branches.Add(entry);
        join.Branches.Add(exit);
        return [entry, .. branch.Parts, exit];
    }

    /// <summary>First or last stop of a branch: what comes out of the branch here goes to the gate, once.</summary>
    internal sealed class Edge(Gate gate, FrameDirection outward) : FrameProcessor
    {
        internal ValueTask InwardAsync(Frame frame, FrameDirection direction) => PushAsync(frame, direction);

        protected override ValueTask OnFrameAsync(Frame frame, FrameDirection direction) =>
            direction == outward ? gate.OutAsync(frame) : PushAsync(frame, direction);
    }

    /// <summary>Where the branches part (upstream end) or meet (downstream end).</summary>
    internal sealed class Gate(FrameDirection outward) : FrameProcessor
    {
        /// <summary>How far, in frames, a branch with a pump of its own may lag behind the others.</summary>
        private const int Remembered = 1024;
        private readonly HashSet<long> _passed = new(Remembered + 1);
        private readonly Queue<long> _inOrder = new(Remembered + 1);
        private int _ended;

        public List<Edge> Branches { get; } = [];

        /// <summary>A branch lets a frame out.</summary>
        public ValueTask OutAsync(Frame frame)
        {
            if (frame is EndFrame)
            {
                return ++_ended == Branches.Count ? PushAsync(frame, outward) : default;
            }

            if (!_passed.Add(frame.Id))
            {
                return default;
            }

            _inOrder.Enqueue(frame.Id);
            if (_inOrder.Count > Remembered)
            {
                _passed.Remove(_inOrder.Dequeue());
            }

            return PushAsync(frame, outward);
        }

        protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
        {
            if (direction == outward)
            {
                await PushAsync(frame, direction).ConfigureAwait(false);
                return;
            }

            foreach (var branch in Branches)
            {
                await branch.InwardAsync(frame, direction).ConfigureAwait(false);
            }
        }
    }
}
