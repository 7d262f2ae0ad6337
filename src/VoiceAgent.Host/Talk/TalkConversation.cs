using VoiceAgent.Audio;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Hosting.Talk;

/// <summary>Holds a conversation like a person who waits for an answer before the next question.</summary>
internal sealed class TalkConversation(TalkSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private readonly TalkReport _report = new();
    private readonly Lock _lock = new();
    private readonly ReplyAttribution _replies = new();
    private readonly long _began = time.GetTimestamp();
    private Loudspeaker _loudspeaker = null!;
    private TalkTurnResult? _turn;
    private string _state = "listening";
    private int _repliesDone;
    private bool _isOver;

    public async Task<TalkReport> RunAsync(IReadOnlyList<TalkTurn> turns, CancellationToken cancellationToken)
    {
        await using var client = await AssistantClient.ConnectAsync(
            settings.Server,
            new AssistantClientOptions
            {
                Agent = settings.Agent,
                Token = settings.Token,
                ReportsPlayback = true,
            },
            cancellationToken
        );
        IsReady = true;
        _report.Agent = client.Ready.Agent;
        _report.Notices.AddRange(client.Ready.Notices.Select(notice => notice.Message));
        _report.Format = new AudioFormat(client.Ready.OutputSampleRate);
        using var loudspeaker = new Loudspeaker(_report.Format, time, _began);
        _loudspeaker = loudspeaker;
        var microphone = new Microphone(client, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] helpers =
        [
            ListenAsync(client, stop.Token),
            PlayAsync(client, stop.Token),
            microphone.RunAsync(stop.Token),
        ];
        await WaitForSilenceAsync(TimeSpan.FromSeconds(1), cancellationToken);
        foreach (var turn in turns)
        {
            if (!await TakeTurnAsync(turn, client, microphone, cancellationToken))
            {
                break;
            }
        }

        _report.Heard = _loudspeaker.Heard;
        await stop.CancelAsync();
        await Task.WhenAll(helpers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _report;
    }

    /// <summary>True once the server has let it in.</summary>
    public bool IsReady { get; private set; }

    private TimeSpan Now => time.GetElapsedTime(_began);

    private async Task<bool> TakeTurnAsync(
        TalkTurn turn,
        AssistantClient client,
        Microphone microphone,
        CancellationToken cancellationToken
    )
    {
        var result = new TalkTurnResult(turn.Name);
        lock (_lock)
        {
            _turn = result;
            _replies.Say();
            _report.Turns.Add(result);
        }

        _loudspeaker.Listen();
        var replies = _repliesDone;
        Note("user", turn.Text is null ? "says" : "types", turn.Name);
        var said = Task.FromResult(Now);
        var length = AudioFormat.Input16Khz.DurationOf(turn.Pcm.Length);
        if (turn.Text is null)
        {
            said = microphone.SayAsync(turn.Pcm, _began);
        }
        else
        {
            await client.SendTextAsync(turn.Text, cancellationToken);
        }

        // A server that goes away in the middle takes the microphone with it.
        if (await UntilAsync(() => said.IsCompleted, length + settings.Patience, cancellationToken))
        {
            Note("user", "is done", "");
        }

        if (!await UntilAsync(() => _repliesDone > replies, settings.Patience, cancellationToken))
        {
            _report.Problem = _isOver
                ? "The server closed the conversation."
                : $"No reply to '{turn.Name}' within {settings.Patience.TotalSeconds:0} s.";
            return false;
        }

        await WaitForSilenceAsync(TimeSpan.FromMilliseconds(300), cancellationToken);
        result.HeardAfter = _loudspeaker.FirstSound - await said;
        return !_isOver;
    }

    /// <summary>Waits until the agent has finished speaking, and a moment longer.</summary>
    private async Task WaitForSilenceAsync(TimeSpan moment, CancellationToken cancellationToken)
    {
        var quietSince = Now;
        await UntilAsync(
            () =>
            {
                quietSince = _loudspeaker.IsPlaying || _state is "speaking" or "thinking" ? Now : quietSince;
                return Now - quietSince >= moment;
            },
            TimeSpan.FromMinutes(2),
            cancellationToken
        );
    }

    /// <returns>False when the server is gone, or patience has run out.</returns>
    private async Task<bool> UntilAsync(Func<bool> condition, TimeSpan patience, CancellationToken cancellationToken)
    {
        var deadline = Now + patience;
        while (!condition())
        {
            // Patience is for silence: who is being answered goes on listening.
            deadline = _state == "speaking" ? Now + patience : deadline;
            if (_isOver || Now > deadline)
            {
                return false;
            }

            await Task.Delay(Tick, time, cancellationToken);
        }

        return true;
    }

    private async Task PlayAsync(AssistantClient client, CancellationToken cancellationToken)
    {
        var reported = 0L;
        for (var tick = 0; ; tick++)
        {
            await Task.Delay(Tick, time, cancellationToken);
            _loudspeaker.Play();
            var played = _loudspeaker.Played;
            if (played != reported && (tick % 20 == 0 || !_loudspeaker.IsPlaying))
            {
                reported = played;
                await client.ReportPlayedAsync(played, cancellationToken);
            }
        }
    }

    private async Task ListenAsync(AssistantClient client, CancellationToken cancellationToken)
    {
        try
        {
            await TakeAllAsync(client, cancellationToken);
        }
        finally
        {
            _isOver = true;
        }
    }

    private async Task TakeAllAsync(AssistantClient client, CancellationToken cancellationToken)
    {
        await foreach (var message in client.ReadAllAsync(cancellationToken))
        {
            switch (message)
            {
                case ServerAudio audio:
                    _loudspeaker.Add(audio.Pcm, audio.Position);
                    break;
                case ServerClear:
                    _loudspeaker.Clear();
                    Note("bot", "is interrupted", "");
                    await client.ReportPlayedAsync(_loudspeaker.Played, cancellationToken);
                    break;
                default:
                    lock (_lock)
                    {
                        Take(message);
                    }

                    break;
            }
        }
    }

    private void Take(ServerMessage message)
    {
        switch (message)
        {
            case ServerState state:
                _state = state.State;
                Note("server", "state", state.State);
                break;
            case ServerTranscript { IsFinal: true } transcript:
                Note("user", transcript.Rejected ? "is not understood" : "is heard", transcript.Text);
                break;
            case ServerTurn turn when _turn is not null:
                _replies.Take();
                _turn.Transcript = turn.Text;
                _turn.Rejected = turn.Rejected;
                break;
            case ServerTool { Status: "started" } tool:
                _turn?.Tools.Add($"{tool.Name} {tool.Arguments}");
                Note("bot", "calls", $"{tool.Name} {tool.Arguments}");
                break;
            case ServerTool tool:
                Note("bot", $"tool {tool.Status}", tool.Result ?? "");
                break;
            case ServerResponse response:
                _replies.Mention(response.Response);
                break;
            case ServerHeard heard:
                TakeReply(heard, isReply: _replies.Mention(heard.Response));
                break;
            case ServerLatency latency when _turn is not null:
                _turn.Latency = latency;
                break;
            case ServerError error:
                Note("server", $"error {error.Code}", error.Message);
                break;
            default:
                break;
        }
    }

    private void TakeReply(ServerHeard heard, bool isReply)
    {
        if (!heard.IsFinal || heard.Text.Length == 0)
        {
            return;
        }

        Note("bot", heard.Interrupted ? "was cut off after" : "has said", heard.Text);
        if (isReply)
        {
            _turn!.Reply = _turn.Reply.Length == 0 ? heard.Text : $"{_turn.Reply} {heard.Text}";
            _repliesDone++;
        }
        else if (_report.Turns.TrueForAll(turn => turn.Transcript is null))
        {
            _report.Greeting = heard.Text;
        }
    }

    private void Note(string who, string what, string text) => _report.Events.Add(new TalkEvent(Now, who, what, text));
}
