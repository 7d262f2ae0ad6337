using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Transports;
using VoiceAgent.Turns;

namespace VoiceAgent.Testing.Conversations;

/// <summary>
/// Conversations made of chance: speech, typing, interruptions, tools, stalls and faults of every provider in any order. Whatever
/// happens, the next question is answered, nobody speaks after being cut off, and the context holds nothing that was not said.
/// </summary>
public sealed class RandomConversationTests
{
    private const int Seeds = 30;
    private const int Steps = 12;
    private const string Last = "Five o'clock.";

    private static readonly FakeFault[] Faults = [FakeFault.Throw, FakeFault.Refuse, FakeFault.Hang, FakeFault.Garbage];

    private static readonly MediaConnectionInfo[] Clients =
    [
        FakeMediaConnection.DefaultInfo,
        FakeMediaConnection.DefaultInfo with
        {
            ReportsPlayout = false,
        },
        FakeMediaConnection.DefaultInfo with
        {
            ReportsPlayout = false,
            CanClear = false,
        },
    ];

    private static readonly string[] Expected =
    [
        ErrorCodes.ProviderFailed,
        ErrorCodes.ProviderTimeout,
        ErrorCodes.ProviderGarbage,
    ];

    [Fact]
    public void Whatever_happens_the_next_question_is_answered() =>
        Repeat(
            (talk, random) =>
            {
                Play(talk, random);
                AskOnceMore(talk);
                Check(talk);
            }
        );

    [Fact]
    public void A_session_ends_cleanly_at_any_moment() =>
        Repeat(
            (talk, random) =>
            {
                Play(talk, random);
                var end = talk.End();
                Assert.Equal(PipelineOutcome.Ended, end.Outcome);
                Assert.Equal((0, 0), (talk.Recognizer.Active, talk.Voice.Active));
            }
        );

    [Fact]
    public void A_client_may_vanish_at_any_moment() =>
        Repeat(
            (talk, random) =>
            {
                Play(talk, random);
                talk.Client.Vanish();
                talk.Wait(TimeSpan.FromSeconds(3));
                Assert.Equal(PipelineOutcome.Cancelled, talk.Result!.Outcome);
                Assert.Equal((0, 0), (talk.Recognizer.Active, talk.Voice.Active));
                AssertNothingIsToldThatWasNotHeard(talk);
            }
        );

    private static void Repeat(Action<ScriptedConversation, Random> play)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var talk = new ScriptedConversation
            {
                Agent = t => CreateAgent(t, new Random(seed)),
                ClientInfo = Clients[seed % Clients.Length],
            };
            try
            {
                play(talk, new Random(seed));
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}: {exception}\n{talk.Timeline}");
            }
        }
    }

    private static AgentDefinition CreateAgent(ScriptedConversation talk, Random random)
    {
        var agent = talk.CreateAgent("Welcome, friend.", Tools());
        agent.Turns.Interruption = (InterruptionMode)random.Next(3);
        agent.Turns.MinInterruptionWords = random.Next(3);
        talk.Voice.RealTimeFactor = random.NextDouble() * 1.2;
        return agent;
    }

    private static void Play(ScriptedConversation talk, Random random)
    {
        var faults = new Random(random.Next());
        talk.Voice.Fault = _ => Fault(faults, 0.1);
        talk.Model.Otherwise = _ => Reply(faults);
        for (var step = 0; step < Steps; step++)
        {
            Step(talk, random);
        }
    }

    private static void AskOnceMore(ScriptedConversation talk)
    {
        // From here on all is well, but for what is still on its way.
        talk.Voice.Opening = FakeFault.None;
        talk.Recognizer.Opening = FakeFault.None;
        talk.Voice.Fault = _ => FakeFault.None;
        talk.Model.Otherwise = _ => new FakeReply("Nothing more.");
        talk.Wait(TimeSpan.FromSeconds(20));
        talk.WaitUntilQuiet();
        talk.Model.Otherwise = _ => new FakeReply(Last);
        talk.UserTypes("what time is it");
        talk.WaitUntilQuiet();
    }

    private static void Step(ScriptedConversation talk, Random random)
    {
        switch (random.Next(10))
        {
            case < 4:
                var speech = new FakeSpeech($"question {random.Next(100)}")
                {
                    Fault = Fault(random, 0.15),
                    Rejected = random.NextDouble() < 0.1,
                    Delay = TimeSpan.FromMilliseconds(random.Next(1, 1500)),
                    EndsTurn = random.NextDouble() < 0.2,
                    Interims = [(TimeSpan.FromMilliseconds(300), "quest")],
                };
                talk.UserSays(speech, TimeSpan.FromMilliseconds(random.Next(50, 1500)));
                break;
            case < 6:
                talk.UserTypes($"typed {random.Next(100)}");
                break;
            case 6:
                talk.Client.Stall(true);
                talk.Wait(TimeSpan.FromMilliseconds(random.Next(1500)));
                talk.Client.Stall(false);
                break;
            case 7:
                talk.Voice.Opening = Fault(random, 0.5);
                talk.Recognizer.Opening = Fault(random, 0.5);
                break;
            default:
                talk.Wait(TimeSpan.FromMilliseconds(random.Next(4000)));
                break;
        }
    }

    private static void Check(ScriptedConversation talk)
    {
        Assert.Null(talk.Result);
        Assert.Equal(["user: what time is it", $"agent: {Last}"], talk.Transcript.TakeLast(2));
        Assert.All(talk.Errors, error => Assert.Contains(error.Code, Expected));
        AssertNobodySpeaksAfterBeingCutOff(talk);
        AssertNothingIsToldThatWasNotHeard(talk);
        AssertCallsHaveResults(talk);
        Assert.Equal(PipelineOutcome.Ended, talk.End().Outcome);
        Assert.Equal((0, 0), (talk.Recognizer.Active, talk.Voice.Active));
    }

    private static void AssertNobodySpeaksAfterBeingCutOff(ScriptedConversation talk)
    {
        foreach (var cut in talk.Recorder.Firsts.Where(hop => hop.Frame is InterruptionFrame))
        {
            var through = ((InterruptionFrame)cut.Frame).CancelledThrough;
            Assert.DoesNotContain(
                talk.Client.Audio,
                sent => sent.Time > cut.Time && sent.Value.ResponseId.IsStale(through)
            );
        }

        var responses = talk.Client.Audio.Select(sent => sent.Value.ResponseId.Value).ToArray();
        Assert.Equal(responses.Order(), responses);
    }

    private static void AssertNothingIsToldThatWasNotHeard(ScriptedConversation talk)
    {
        var heard = talk.Recorder.Of<BotHeardFrame>().Select(frame => frame.Text.Trim()).ToHashSet();
        Assert.All(
            talk.Transcript.Where(line => line.StartsWith("agent: ", StringComparison.Ordinal)),
            line => Assert.Contains(line["agent: ".Length..], heard)
        );
    }

    private static void AssertCallsHaveResults(ScriptedConversation talk)
    {
        var messages = talk.Session.Context.ToMessages().SelectMany(message => message.Contents).ToArray();
        Assert.Equal(messages.OfType<FunctionCallContent>().Count(), messages.OfType<FunctionResultContent>().Count());
    }

    private static FakeReply Reply(Random random) =>
        random.NextDouble() < 0.2
            ? FakeReply.Calls(random.NextDouble() < 0.5 ? "quick" : "broken")
            : new FakeReply(string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(i => $"word{i},")) + ".")
            {
                Fault = Fault(random, 0.15),
                FaultAfter = random.Next(8),
                FirstTokenDelay = TimeSpan.FromMilliseconds(random.Next(2000)),
            };

    private static FakeFault Fault(Random random, double probability) =>
        random.NextDouble() < probability ? Faults[random.Next(Faults.Length)] : FakeFault.None;

    private static AIFunction[] Tools() =>
        [
            AIFunctionFactory.Create(() => "done", "quick"),
            AIFunctionFactory.Create(string () => throw new FormatException("broken"), "broken"),
        ];
}
