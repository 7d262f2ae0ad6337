using System.Runtime.InteropServices;
using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Sessions;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Transports.WebSockets.Client;
using VoiceAgent.Vad;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>A conversation whose connection breaks at random moments.</summary>
internal sealed class CutTalk : IFrameObserver
{
    private readonly VirtualTime _time = new();
    private readonly Random _random;
    private readonly InMemoryServer _server;
    private Task _breaking = Task.CompletedTask;
    private bool _isOver;

    public CutTalk(int seed, IEnumerable<string> answers)
    {
        Seed = seed;
        _random = new Random(seed);
        var model = new FakeChatClient(_time);
        foreach (var answer in answers)
        {
            model.Answers(answer);
        }

        Voice = new CountingVoice(new FakeTextToSpeech(_time) { PerCharacter = PerCharacter });
        Recognizer = new FakeSpeechToText(_time);
        var agent = new AgentDefinition
        {
            Name = "test",
            ChatClient = model,
            VoiceActivity = new FakeVoiceActivity(),
            SpeechToText = Recognizer,
            TextToSpeech = Voice,
        };
        Sessions = new VirtualSessions(_time, agent) { Observers = { this } };
        _server = new InMemoryServer(_time, Sessions) { Delay = TimeSpan.FromMilliseconds(_random.Next(5, 80)) };
    }

    /// <summary>How long the voice takes for a character.</summary>
    public static TimeSpan PerCharacter { get; } = TimeSpan.FromMilliseconds(40);

    public int Seed { get; }

    public VirtualSessions Sessions { get; }

    public CountingVoice Voice { get; }

    public FakeSpeechToText Recognizer { get; }

    public Caller Caller { get; private set; } = null!;

    /// <summary>What came out of the microphone at the agent.</summary>
    public List<short> Heard { get; } = [];

    /// <summary>Samples of the microphone up to the last word.</summary>
    public int LastWord { get; private set; }

    /// <summary>Breaks the server learnt of only when the client was back, if at all.</summary>
    public int Unnoticed { get; private set; }

    /// <summary>Runs it, from connecting to hanging up.</summary>
    public void Run(Func<CutTalk, Task> converse) =>
        _time.Run(async () =>
        {
            Caller = await Caller.ConnectAsync(_server);
            _breaking = BreakAsync();
            await converse(this);
            await StopBreakingAsync();
            await Caller.DisposeAsync();
        });

    public Task StopBreakingAsync()
    {
        _isOver = true;
        return _breaking;
    }

    /// <summary>The user speaks for a while, and is silent for a moment.</summary>
    public async Task SpeakAsync(string text)
    {
        Recognizer.Hears(text);
        Caller.Speak(TimeSpan.FromMilliseconds(_random.Next(500, 1500)));
        await PauseAsync(1500, 1500);
        LastWord = Caller.Said.Count;
    }

    /// <summary>Waits until so many answers were heard.</summary>
    public Task QuietAsync(int turns) => QuietAsync(heard => heard.Count() >= turns);

    /// <summary>Waits until this answer was heard.</summary>
    public Task QuietAsync(string answer) => QuietAsync(heard => heard.Any(one => one.Text.Trim() == answer));

    private async Task QuietAsync(Func<IEnumerable<ServerHeard>, bool> condition)
    {
        while (!condition(Caller.Told.OfType<ServerHeard>().Where(heard => heard.IsFinal)) || Caller.Listener.IsPlaying)
        {
            await PauseAsync(50, 50);
        }
    }

    public Task PauseAsync(int from, int to) =>
        Task.Delay(TimeSpan.FromMilliseconds(_random.Next(from, to + 1)), _time);

    void IFrameObserver.OnFrame(in FrameHop hop)
    {
        if (hop is { Destination: VadProcessor, Frame: InputAudioFrame audio })
        {
            Heard.AddRange(MemoryMarshal.Cast<byte, short>(audio.Audio.Span));
        }
    }

    private async Task BreakAsync()
    {
        while (!_isOver)
        {
            await PauseAsync(50, 4000);
            var isNoticed = _random.Next(3) > 0;
            Unnoticed += isNoticed ? 0 : 1;
            _server.Line!.Break(isNoticed);
        }
    }
}
