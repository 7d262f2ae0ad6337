using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

/// <summary>
/// A row of processors. A pipeline is itself a processor, so pipelines nest; nesting costs nothing, since only the row of its
/// parts is linked.
/// </summary>
public sealed class Pipeline : FrameProcessor
{
    private readonly FrameProcessor[] _processors;

    /// <summary>Makes a pipeline of processors, in downstream order.</summary>
    /// <exception cref="ArgumentException">There is none, or one stands in it twice.</exception>
    public Pipeline(params IReadOnlyList<FrameProcessor> processors)
    {
        ArgumentNullException.ThrowIfNull(processors);
        _processors = [.. processors.SelectMany(p => p.Parts)];
        if (_processors.Length == 0)
        {
            throw new ArgumentException("A pipeline needs at least one processor.", nameof(processors));
        }

        if (_processors.Distinct().Count() != _processors.Length)
        {
            throw new ArgumentException("A processor stands in the pipeline twice.", nameof(processors));
        }
    }

    internal override IEnumerable<FrameProcessor> Parts => _processors;
}
