using VoiceAgent.Processors;

namespace VoiceAgent.Pipelines;

public class PipelineTests
{
    [Fact]
    public void Nested_pipelines_are_one_row()
    {
        Probe a = new("a"),
            b = new("b"),
            c = new("c");
        var session = new TestSession(new Pipeline(a, new Pipeline(new Pipeline(b)), c)).Start();

        session.Queue("x");

        Assert.Equal([">x"], a.Marks);
        Assert.Equal([">x"], b.Marks);
        Assert.Equal([">x"], c.Marks);
    }

    [Fact]
    public void An_empty_pipeline_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Pipeline());
        Assert.Throws<ArgumentException>(() => new ParallelPipeline());
    }

    [Fact]
    public void A_processor_that_stands_in_it_twice_is_refused()
    {
        var a = new Probe("a");

        Assert.Throws<ArgumentException>(() => new Pipeline(a, new Pipeline(a)));
    }

    [Fact]
    public void A_processor_of_another_session_is_refused()
    {
        var a = new Probe("a");
        _ = new TestSession(a).Worker;

        var error = Assert.Throws<InvalidOperationException>(() => new TestSession(a).Worker);

        Assert.Contains("each session", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_processor_that_is_in_no_session_says_so()
    {
        var a = new Probe("a");

        var error = Assert.Throws<InvalidOperationException>(() => a.InterruptBot());

        Assert.Contains(nameof(PipelineWorker), error.Message, StringComparison.Ordinal);
    }
}
