using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

public class ObserverTests
{
    [Fact]
    public void An_observer_sees_every_hop_with_its_ends_and_its_time()
    {
        var hops = new List<string>();
        var session = new TestSession(
            new Probe("a"),
            new Probe("b") { Marked = (self, mark, _) => self.Push(new Mark("up"), FrameDirection.Upstream) }
        );
        session.Options.Observers.Add(
            new Observer(hop =>
            {
                if (hop.Frame is Mark mark)
                {
                    var arrow = hop.Direction == FrameDirection.Downstream ? ">" : "<";
                    hops.Add($"{hop.Time.TotalSeconds} {hop.Source?.Name} {arrow} {hop.Destination?.Name} {mark.Text}");
                }
            })
        );
        session.Start().Time.Advance(TimeSpan.FromSeconds(3));

        session.Queue("x");

        Assert.Equal(["3 Head > a x", "3 a > b x", "3 b < a up", "3 a < Head up"], hops);
    }

    [Fact]
    public void Commands_are_seen_once_with_no_ends()
    {
        var seen = new List<FrameHop>();
        var session = new TestSession(new Probe("a"), new Probe("b") { OwnPump = true });
        session.Options.Observers.Add(new Observer(hop => seen.Add(hop)));
        session.Start();

        session.Worker.Interrupt();
        session.Time.Settle();

        var hop = Assert.Single(seen, h => h.Frame is InterruptionFrame);
        Assert.Null(hop.Source);
        Assert.Null(hop.Destination);
    }

    [Fact]
    public void Stale_frames_are_not_seen()
    {
        var seen = new List<Frame>();
        var session = new TestSession(new Probe("a"));
        session.Options.Observers.Add(new Observer(hop => seen.Add(hop.Frame)));
        session.Start();
        var response = session.Worker.Responses.Begin();
        session.Worker.TryQueue(new Mark("stale") { ResponseId = response });
        session.Worker.Interrupt();

        session.Time.Settle();

        Assert.DoesNotContain(seen, f => f is Mark);
    }

    [Fact]
    public void An_observer_that_throws_is_left_out_and_the_others_see_on()
    {
        var before = 0;
        var throwing = 0;
        var after = 0;
        var a = new Probe("a");
        var session = new TestSession(a);
        session.Options.Observers.Add(new Observer(_ => before++));
        session.Options.Observers.Add(
            new Observer(_ =>
            {
                throwing++;
                throw new FormatException();
            })
        );
        session.Options.Observers.Add(new Observer(_ => after++));
        session.Start();

        session.Queue("1", "2");

        Assert.Equal(1, throwing);
        Assert.Equal(before, after);
        Assert.Equal([">1", ">2"], a.Marks);
        Assert.Empty(session.Errors);
    }

    private sealed class Observer(Action<FrameHop> onFrame) : IFrameObserver
    {
        public void OnFrame(in FrameHop hop) => onFrame(hop);
    }
}
