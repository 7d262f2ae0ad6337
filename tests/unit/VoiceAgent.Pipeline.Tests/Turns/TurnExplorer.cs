using System.Globalization;

namespace VoiceAgent.Turns;

/// <summary>
/// A made-up conversation, all of it drawn from one seed: a user who speaks, pauses, coughs and types; a detector, a recogniser and a turn
/// model that may be late, lose things or be absent; a bot that answers, is paused and cut off, and speaks unasked. The reducer decides,
/// the <see cref="TurnInvariants"/> watch.
/// </summary>
internal sealed class TurnExplorer
{
    private static readonly TimeSpan UserLeaves = TimeSpan.FromSeconds(15);

    private readonly ExplorerWorld _world;
    private readonly ExplorerBot _bot;
    private readonly UserTurnOptions _options;
    private readonly UserTurnReducer _reducer;
    private readonly TurnInvariants _invariants;
    private readonly bool _hasVad;
    private readonly bool _hasInterims;
    private readonly List<string> _log = [];
    private readonly HashSet<string> _finals = new(StringComparer.Ordinal);
    private UserTurnState _state = UserTurnState.Initial;
    private TimeSpan _lastFinal;
    private TimeSpan? _timer;
    private int _words;

    public TurnExplorer(int seed)
    {
        _world = new ExplorerWorld(seed);
        _options = Options();
        _hasVad = !_world.OneIn(10);
        _hasInterims = !_world.OneIn(3);
        _reducer = new UserTurnReducer(_options, hasTurnModel: _world.OneIn(2));
        _invariants = new TurnInvariants(_options);
        _bot = new ExplorerBot(_world, _invariants, Feed);
    }

    public int Events { get; private set; }

    /// <summary>Called for every state the reducer came to.</summary>
    public Action<UserTurnState>? Reached { get; init; }

    /// <summary>Runs the conversation until nothing moves any more.</summary>
    /// <returns>Null, or what went wrong with all that led to it.</returns>
    public string? Run()
    {
        _world.After(0, 3, Speak);
        Maybe(3, () => _world.After(0, 8, () => _bot.Announce(isProtected: false)));
        Maybe(4, () => _world.After(0, 8, () => _bot.Announce(isProtected: true)));
        Maybe(3, () => _world.After(0, 15, () => Feed(new UserTurnEvent.TextTyped(_world.Now, $"{Word()} {Word()}"))));
        Maybe(4, () => _world.After(1, 15, () => Feed(new UserTurnEvent.SessionEnded(_world.Now))));
        Maybe(4, () => _world.After(1, 15, () => Feed(new UserTurnEvent.TimeElapsed(_world.Now))));
        while (_invariants.Failure is null && _world.Step()) { }

        _invariants.CheckQuiescence(_state);
        return _invariants.Failure is { } failure ? $"{failure}\n{string.Join('\n', _log)}" : null;
    }

    private UserTurnOptions Options() =>
        new()
        {
            Interruption = (InterruptionMode)Math.Max(0, _world.Random.Next(5) - 2),
            Onset = (InterruptionOnset)Math.Max(0, _world.Random.Next(5) - 2),
            MinInterruptionWords = _world.OneIn(4) ? _world.Random.Next(1, 4) : 0,
            Mute = _world.OneIn(4) ? (MuteTimes)_world.Random.Next(1, 16) : MuteTimes.None,
            Starts = _world.OneIn(8) ? (TurnStarts)_world.Random.Next(1, 7) : TurnStarts.All,
            WakePhrases = _world.OneIn(6) ? ["computer"] : [],
            WakeTime = TimeSpan.FromSeconds(_world.Random.Next(1, 8)),
            FinalTimeout = TimeSpan.FromSeconds(_world.Random.Next(1, 3)),
            FalseInterruptionTimeout = TimeSpan.FromMilliseconds(_world.Random.Next(300, 3000)),
            MaxTurn = TimeSpan.FromSeconds(_world.OneIn(2) ? 4 : 120),
        };

    private void Speak()
    {
        if (_world.Now > UserLeaves)
        {
            return;
        }

        var start = _world.Now;
        var duration = _world.Seconds(0.2, 2.5);
        var words = Enumerable.Range(0, _world.Random.Next(5)).Select(_ => Word()).ToArray();
        if (_hasVad)
        {
            Feed(new UserTurnEvent.SpeechStarted(_world.Now));
        }

        if (_world.OneIn(_hasVad ? 10 : 3))
        {
            _world.After(0, 0.3, () => Feed(new UserTurnEvent.ProviderStartOfTurn(_world.Now)));
        }

        var isStopLost = _world.OneIn(30);
        if (_hasVad && !isStopLost)
        {
            _world.At(start + duration, () => Feed(new UserTurnEvent.SpeechStopped(_world.Now)));
        }

        Recognise(words, start, duration);
        _world.At(start + duration + _world.Seconds(0.05, 3), Speak);
    }

    private void Recognise(string[] words, TimeSpan start, TimeSpan duration)
    {
        // Some recognisers cut the segment themselves and send two finals.
        var cut = _hasInterims && _world.OneIn(4) ? _world.Random.Next(words.Length + 1) : 0;
        for (var known = 1; _hasInterims && known <= words.Length; known++)
        {
            var heard = known > cut ? words[cut..known] : words[..known];
            var at = start + (duration * known / (words.Length + 1)) + _world.Seconds(0, 0.6);
            _world.At(at > _lastFinal ? at : _lastFinal, () => Interim(heard));
        }

        if (cut > 0)
        {
            Final(start + (duration * cut / (words.Length + 1)), words[..cut]);
        }

        var latency = _world.Random.Next(12) switch
        {
            0 => _world.Seconds(1, 4),
            < 4 => TimeSpan.Zero,
            _ => _world.Seconds(0, 0.5),
        };
        if (!_world.OneIn(25))
        {
            Final(start + duration + latency, words[cut..]);
        }

        if (words.Length > 0 && _world.OneIn(8))
        {
            _world.At(
                start + duration + latency + _world.Seconds(0, 0.1),
                () => Feed(new UserTurnEvent.ProviderEndOfTurn(_world.Now))
            );
        }
    }

    // What is final already is not told as interim text again.
    private void Interim(string[] words)
    {
        if (!words.Any(_finals.Contains))
        {
            Feed(new UserTurnEvent.InterimTranscript(_world.Now, string.Join(' ', words)));
        }
    }

    private void Final(TimeSpan at, string[] words)
    {
        // One recogniser tells its finals in order.
        _lastFinal = at > _lastFinal ? at : _lastFinal;
        var isRejected = words.Length > 0 && _world.OneIn(8);
        var text = isRejected ? "" : string.Join(' ', words) + (_world.OneIn(3) ? "." : "");
        _world.At(
            _lastFinal,
            () =>
            {
                _finals.UnionWith(words.Where(TurnInvariants.IsUnique));
                Feed(new UserTurnEvent.FinalTranscript(_world.Now, text) { Rejected = isRejected });
            }
        );
    }

    private void Feed(UserTurnEvent turnEvent)
    {
        Events++;
        var before = _state;
        (_state, var effects) = _reducer.Reduce(before, turnEvent);
        Reached?.Invoke(_state);
        _log.Add(Describe(turnEvent) + string.Concat(effects.Select(effect => " -> " + Describe(effect))));
        foreach (var effect in effects)
        {
            var wasPlaying = _invariants.IsPlaying;
            _invariants.Check(effect, turnEvent);
            _bot.On(effect, wasPlaying, _options.Onset == InterruptionOnset.Pause);
            if (effect is UserTurnEffect.JudgeTurn question && !_world.OneIn(6))
            {
                Judge(question);
            }
        }

        _invariants.Check(turnEvent, before, _state, effects);
        FollowTimer();
    }

    private void Judge(UserTurnEffect.JudgeTurn question)
    {
        double? complete = _world.OneIn(8) ? null : _world.Random.NextDouble();
        _world.After(0, 0.5, () => Feed(new UserTurnEvent.TurnJudged(_world.Now, question.Question, complete)));
    }

    private void FollowTimer()
    {
        if (_state.Due is not { } due || due == _timer)
        {
            _timer = _state.Due;
            return;
        }

        _timer = due;
        _world.At(
            due + _world.Seconds(0, 0.01),
            () =>
            {
                if (_timer == due)
                {
                    _timer = null;
                    Feed(new UserTurnEvent.TimeElapsed(_world.Now));
                }
            }
        );
    }

    private string Word() =>
        _world.Random.Next(24) switch
        {
            0 or 1 => "mhm",
            2 => "stop",
            3 => "computer",
            _ => string.Create(CultureInfo.InvariantCulture, $"w{++_words}"),
        };

    private void Maybe(int oneIn, Action action)
    {
        if (_world.OneIn(oneIn))
        {
            action();
        }
    }

    private static string Describe(UserTurnEvent turnEvent)
    {
        var text = turnEvent switch
        {
            UserTurnEvent.InterimTranscript interim => $" '{interim.Text}'",
            UserTurnEvent.FinalTranscript final => final.Rejected ? " rejected" : $" '{final.Text}'",
            UserTurnEvent.TextTyped typed => $" '{typed.Text}'",
            UserTurnEvent.BotStarted started => started.IsReply ? " with the reply" : " with an announcement",
            UserTurnEvent.BotInterruptibility bot => bot.IsInterruptible ? " again" : " not",
            _ => "",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{turnEvent.At.TotalSeconds:0.000} {turnEvent.GetType().Name}{text}"
        );
    }

    private static string Describe(UserTurnEffect effect) =>
        effect switch
        {
            UserTurnEffect.CommitTurn commit => commit.Rejected ? "CommitTurn rejected" : $"CommitTurn '{commit.Text}'",
            UserTurnEffect.DropTurn drop => $"DropTurn {drop.Reason}{(drop.WasStarted ? "" : " (held)")}",
            _ => effect.GetType().Name,
        };
}
