using VoiceAgent.Pipelines;
using VoiceAgent.Processors;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.Conversations;

/// <summary>What long calls, and many calls, leave behind: nothing but what was said.</summary>
public sealed class SoakTests
{
    private const int Hours = 10;
    private const int TurnsPerHour = 60;
    private const int Sessions = 1000;
    private const string Answer = "It is a quarter past five, and the sun still shines.";

    [Fact]
    public void A_call_of_ten_hours_leaves_no_frame_behind()
    {
        var time = new VirtualTime();
        var client = new LeanClient(time);
        var recognizer = new FakeSpeechToText(time);
        var model = new FakeChatClient(time) { Otherwise = _ => new FakeReply(Answer) };
        var sampler = new Sampler();
        var options = new PipelineWorkerOptions { TimeProvider = time, Executor = time.Executor };
        options.Observers.Add(sampler);
        var agent = new AgentDefinition
        {
            Name = "soak",
            ChatClient = model,
            VoiceActivity = new FakeVoiceActivity(),
            SpeechToText = recognizer,
            TextToSpeech = new FakeTextToSpeech(time),
        };
        var session = new VoiceSession(agent, client, options);
        var run = time.Started(() => session.RunAsync(CancellationToken.None));
        var heard = 0L;
        for (var turn = 0; turn < Hours * TurnsPerHour; turn++)
        {
            recognizer.Hears("what time is it");
            client.Speak(TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(1.5));
            Assert.True(client.Heard > heard, $"Turn {turn} was not answered.");
            heard = client.Heard;
        }

        Assert.InRange(session.Worker.Elapsed.TotalHours, Hours - 0.1, Hours + 0.1);
        Assert.True(sampler.Sampled > 1000, $"{sampler.Sampled} frames were looked at.");
        var alive = sampler.CountAlive();
        Assert.True(alive < 20, $"{alive} of {sampler.Sampled} frames are still alive.");
        session.Worker.End("test");
        time.RunUntil(() => run.IsCompleted, TimeSpan.FromMinutes(1));
        time.Run(async () => await session.DisposeAsync());
    }

    [Fact]
    public void A_thousand_short_sessions_leave_no_session_behind()
    {
        List<WeakReference> sessions = [];
        for (var i = 0; i < Sessions; i++)
        {
            sessions.Add(Talk());
        }

        var alive = Alive(sessions);
        Assert.True(alive < 5, $"{alive} of {Sessions} sessions are still alive.");
    }

    private static WeakReference Talk()
    {
        using var talk = new ScriptedConversation();
        talk.AgentReplies(Answer);
        talk.UserSays("what time is it", TimeSpan.FromSeconds(0.5));
        talk.WaitUntilHeard("sun");
        talk.End();
        return new WeakReference(talk.Session);
    }

    private static int Alive(IEnumerable<WeakReference> references)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return references.Count(reference => reference.IsAlive);
    }

    /// <summary>Looks at every hundredth hop and remembers its frame, without keeping it alive.</summary>
    private sealed class Sampler : IFrameObserver
    {
        private const int Step = 100;
        private readonly List<WeakReference> _frames = [];
        private int _hops;

        public int Sampled => _frames.Count;

        public int CountAlive() => Alive(_frames);

        public void OnFrame(in FrameHop hop)
        {
            if (_hops++ % Step == 0)
            {
                _frames.Add(new WeakReference(hop.Frame));
            }
        }
    }
}
