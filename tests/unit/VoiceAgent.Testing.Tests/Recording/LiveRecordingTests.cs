using Microsoft.Extensions.AI;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Pipelines;
using VoiceAgent.Recording;
using VoiceAgent.Sessions;
using VoiceAgent.Testing.Fakes;

namespace VoiceAgent.Testing.Recording;

/// <summary>A session in real time, on the thread pool, where nothing happens twice in the same order: its replay does.</summary>
public sealed class LiveRecordingTests
{
    private const int Replays = 1000;

    [Fact]
    public async Task A_call_recorded_in_real_time_replays_a_thousand_times_with_one_hash()
    {
        using var file = new MemoryStream();
        await CallAsync(file);
        var recording = SessionRecording.Parse(file.ToArray());

        var first = SessionReplay.Run(recording);
        Assert.True(first.IsIdentical, first.ToString());
        Assert.True(recording.IsComplete);
        Assert.Contains(first.Lines, line => line.Contains("!! Interruption", StringComparison.Ordinal));
        Assert.Contains(first.Lines, line => line.Contains("ToolCallEnded", StringComparison.Ordinal));
        Assert.Contains(first.Lines, line => line.Contains(ErrorCodes.ProviderFailed, StringComparison.Ordinal));
        Assert.Contains(first.Lines, line => line.Contains(ErrorCodes.ProviderTimeout, StringComparison.Ordinal));

        var hashes = Enumerable.Range(0, Replays).Select(_ => SessionReplay.Run(recording).Hash).Distinct();

        Assert.Equal([first.Hash], hashes);
    }

    /// <summary>Four turns: a tool call, an interruption, a model that breaks off, a model that hangs.</summary>
    private static async Task CallAsync(Stream file)
    {
        var time = TimeProvider.System;
        var quick = TimeSpan.FromMilliseconds(30);
        var model = new FakeChatClient(time)
            .Answers(FakeReply.Calls("get_time") with { FirstTokenDelay = quick })
            .Answers(new FakeReply("It is five o'clock and there is a lot more to say.") { FirstTokenDelay = quick })
            .Answers(
                new FakeReply("One moment")
                {
                    FirstTokenDelay = quick,
                    Fault = FakeFault.Throw,
                    FaultAfter = 1,
                }
            )
            .Answers(new FakeReply("") { Fault = FakeFault.Hang });
        var recognizer = new FakeSpeechToText(time);
        var voice = new FakeTextToSpeech(time) { PerCharacter = quick };
        var agent = new AgentDefinition
        {
            Name = "live",
            ChatClient = model,
            VoiceActivity = new FakeVoiceActivity(),
            SpeechToText = recognizer,
            TextToSpeech = voice,
            Llm =
            {
                Tools = [AIFunctionFactory.Create(() => "five o'clock", "get_time")],
                FirstTokenDeadline = TimeSpan.FromMilliseconds(1500),
                Apology = "Sorry.",
            },
        };
        await using var client = new LiveClient();
        var facts = new Facts();
        client.Told = facts.OnMessage;
        var options = new PipelineWorkerOptions();
        await using var recorder = new SessionRecorder(file, agent, client, options);
        await using var session = new VoiceSession(recorder.Agent, recorder.Connection, options);
        var run = session.RunAsync(CancellationToken.None);
        async Task SayAsync(string text, Func<Frame, bool> until)
        {
            recognizer.Hears(text);
            var seen = facts.Until(until);
            client.Speak(TimeSpan.FromMilliseconds(500));
            await seen.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await SayAsync("what time is it", frame => frame is BotHeardFrame { Text.Length: > 10 });
        await SayAsync("stop", frame => frame is ErrorFrame);
        await SayAsync("go on", frame => frame is ErrorFrame { Code: ErrorCodes.ProviderTimeout });
        await Task.Delay(300, CancellationToken.None);
        session.Worker.End("test");
        await run;
    }

    private sealed class Facts
    {
        private readonly List<(Func<Frame, bool> Condition, TaskCompletionSource Seen)> _waiting = [];

        public void OnMessage(Frame frame)
        {
            lock (_waiting)
            {
                foreach (var (condition, seen) in _waiting)
                {
                    if (condition(frame))
                    {
                        seen.TrySetResult();
                    }
                }
            }
        }

        public Task Until(Func<Frame, bool> condition)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_waiting)
            {
                _waiting.Add((condition, seen));
            }

            return seen.Task;
        }
    }
}
