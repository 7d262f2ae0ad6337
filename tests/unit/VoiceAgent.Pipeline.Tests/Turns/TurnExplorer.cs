using System.Globalization;

namespace VoiceAgent.Turns;

/// <summary>
/// A made-up conversation, all of it drawn from one seed: a user who speaks, pauses, coughs and types; a detector and a recogniser
/// that may be late, lose things or be absent; a bot that answers, is cut off, and speaks unasked. The reducer decides, the
/// <see cref="TurnInvariants"/> watch.
/// </summary>
internal sealed class TurnExplorer
{
    private static readonly TimeSpan UserLeaves = TimeSpan.FromSeconds(15);

    private readonly Random _random;
    private readonly UserTurnReducer _reducer;
    private readonly TurnInvariants _invariants;
    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _world = new();
    private readonly bool _hasVad;
    private readonly bool _hasInterims;
    private readonly List<string> _log = [];
    private readonly HashSet<string> _finals = new(StringComparer.Ordinal);
    private UserTurnState _state = UserTurnState.Initial;
    private TimeSpan _now;
    private TimeSpan _lastFinal;
    private TimeSpan? _timer;
    private bool _isStopping;
    private int _order;
    private int _words;
    private int _reply;

    public TurnExplorer(int seed)
    {
        _random = new Random(seed);
        var options = new UserTurnOptions
        {
            Interruption = (InterruptionMode)_random.Next(3),
            MinInterruptionWords = _random.Next(2) * _random.Next(3),
            FinalTimeout = TimeSpan.FromSeconds(1 + _random.Next(2)),
            MaxTurn = TimeSpan.FromSeconds(_random.Next(2) == 0 ? 4 : 120),
        };
        _reducer = new UserTurnReducer(options);
        _invariants = new TurnInvariants(options);
        _hasVad = _random.Next(10) > 0;
        _hasInterims = _random.Next(3) > 0;
    }

    public int Events { get; private set; }

    /// <summary>Runs the conversation until nothing moves any more.</summary>
    /// <returns>Null, or what went wrong with all that led to it.</returns>
    public string? Run()
    {
        After(0, 3, Speak);
        Maybe(3, () => After(0, 8, Announce));
        Maybe(3, () => After(0, 15, () => Feed(new UserTurnEvent.TextTyped(_now, $"{Word()} {Word()}"))));
        Maybe(4, () => After(1, 15, () => Feed(new UserTurnEvent.SessionEnded(_now))));
        Maybe(4, () => After(1, 15, () => Feed(new UserTurnEvent.TimeElapsed(_now))));
        while (_invariants.Failure is null && _world.TryDequeue(out var happen, out var when))
        {
            _now = when.At;
            happen();
        }

        _invariants.CheckQuiescence(_state);
        return _invariants.Failure is { } failure ? $"{failure}\n{string.Join('\n', _log)}" : null;
    }

    private void Speak()
    {
        if (_now > UserLeaves)
        {
            return;
        }

        var start = _now;
        var duration = Seconds(0.2, 2.5);
        var words = Enumerable.Range(0, _random.Next(5)).Select(_ => Word()).ToArray();
        if (_hasVad)
        {
            Feed(new UserTurnEvent.SpeechStarted(_now));
        }

        var isStopLost = _random.Next(30) == 0;
        if (_hasVad && !isStopLost)
        {
            At(start + duration, () => Feed(new UserTurnEvent.SpeechStopped(_now)));
        }

        Recognise(words, start, duration);
        At(start + duration + Seconds(0.05, 3), Speak);
    }

    private void Recognise(string[] words, TimeSpan start, TimeSpan duration)
    {
        // Some recognisers cut the segment themselves and send two finals.
        var cut = _hasInterims && _random.Next(4) == 0 ? _random.Next(words.Length + 1) : 0;
        for (var known = 1; _hasInterims && known <= words.Length; known++)
        {
            var heard = known > cut ? words[cut..known] : words[..known];
            var at = start + (duration * known / (words.Length + 1)) + Seconds(0, 0.6);
            At(at > _lastFinal ? at : _lastFinal, () => Interim(heard));
        }

        if (cut > 0)
        {
            Final(start + (duration * cut / (words.Length + 1)), words[..cut]);
        }

        var latency = _random.Next(12) switch
        {
            0 => Seconds(1, 4),
            < 4 => TimeSpan.Zero,
            _ => Seconds(0, 0.5),
        };
        if (_random.Next(25) > 0)
        {
            Final(start + duration + latency, words[cut..]);
        }

        if (words.Length > 0 && _random.Next(8) == 0)
        {
            At(start + duration + latency + Seconds(0, 0.1), () => Feed(new UserTurnEvent.ProviderEndOfTurn(_now)));
        }
    }

    // What is final already is not told as interim text again.
    private void Interim(string[] words)
    {
        if (!words.Any(_finals.Contains))
        {
            Feed(new UserTurnEvent.InterimTranscript(_now, string.Join(' ', words)));
        }
    }

    private void Final(TimeSpan at, string[] words)
    {
        // One recogniser tells its finals in order.
        _lastFinal = at > _lastFinal ? at : _lastFinal;
        var isRejected = words.Length > 0 && _random.Next(8) == 0;
        var text = isRejected ? "" : string.Join(' ', words) + (_random.Next(3) == 0 ? "." : "");
        At(
            _lastFinal,
            () =>
            {
                _finals.UnionWith(words);
                Feed(new UserTurnEvent.FinalTranscript(_now, text) { Rejected = isRejected });
            }
        );
    }

    private void Answer()
    {
        var reply = ++_reply;
        _invariants.ReplyBegins(reply);
        After(
            0.01,
            1.5,
            () =>
            {
                if (_random.Next(15) > 0)
                {
                    BotSpeaks(reply, isReply: true);
                }
                else if (_invariants.IsLive(reply))
                {
                    _invariants.ReplyEnds(reply);
                    Feed(new UserTurnEvent.ReplyEndedSilently(_now));
                }
            }
        );
    }

    private void Announce()
    {
        var announcement = ++_reply;
        _invariants.AnnouncementBegins(announcement);
        BotSpeaks(announcement, isReply: false);
    }

    private void BotSpeaks(int reply, bool isReply)
    {
        if (!_invariants.IsLive(reply))
        {
            return;
        }

        if (_invariants.IsPlaying || _isStopping)
        {
            // One output: what is ready later is played later, and facts come in order.
            After(0.2, 0.5, () => BotSpeaks(reply, isReply));
            return;
        }

        _invariants.PlaybackBegins(reply);
        Feed(new UserTurnEvent.BotStarted(_now) { IsReply = isReply });
        After(
            0.2,
            4,
            () =>
            {
                if (_invariants.IsLive(reply))
                {
                    _invariants.ReplyEnds(reply);
                    Feed(new UserTurnEvent.BotStopped(_now));
                }
            }
        );
    }

    private void Feed(UserTurnEvent turnEvent)
    {
        Events++;
        var before = _state;
        (_state, var effects) = _reducer.Reduce(before, turnEvent);
        _log.Add(Describe(turnEvent) + string.Concat(effects.Select(effect => " -> " + Describe(effect))));
        var wasPlaying = _invariants.IsPlaying;
        foreach (var effect in effects)
        {
            _invariants.Check(effect);
            if (effect is UserTurnEffect.CommitTurn or UserTurnEffect.AnswerAgain)
            {
                Answer();
            }
        }

        _invariants.Check(turnEvent, before, _state, effects);
        if (wasPlaying && !_invariants.IsPlaying && effects.Any(effect => effect is UserTurnEffect.Interrupt))
        {
            _isStopping = true;
            After(
                0,
                0.03,
                () =>
                {
                    _isStopping = false;
                    Feed(new UserTurnEvent.BotStopped(_now));
                }
            );
        }

        FollowTimer();
    }

    private void FollowTimer()
    {
        if (_state.Due is not { } due || due == _timer)
        {
            _timer = _state.Due;
            return;
        }

        _timer = due;
        At(
            due + Seconds(0, 0.01),
            () =>
            {
                if (_timer == due)
                {
                    _timer = null;
                    Feed(new UserTurnEvent.TimeElapsed(_now));
                }
            }
        );
    }

    private string Word() => string.Create(CultureInfo.InvariantCulture, $"w{++_words}");

    private void Maybe(int oneIn, Action action)
    {
        if (_random.Next(oneIn) == 0)
        {
            action();
        }
    }

    private void After(double atLeast, double atMost, Action action) => At(_now + Seconds(atLeast, atMost), action);

    private void At(TimeSpan at, Action action) => _world.Enqueue(action, (at > _now ? at : _now, _order++));

    private TimeSpan Seconds(double atLeast, double atMost) =>
        TimeSpan.FromMilliseconds(_random.Next((int)(atLeast * 1000), (int)(atMost * 1000) + 1));

    private static string Describe(UserTurnEvent turnEvent)
    {
        var text = turnEvent switch
        {
            UserTurnEvent.InterimTranscript interim => $" '{interim.Text}'",
            UserTurnEvent.FinalTranscript final => final.Rejected ? " rejected" : $" '{final.Text}'",
            UserTurnEvent.TextTyped typed => $" '{typed.Text}'",
            UserTurnEvent.BotStarted started => started.IsReply ? " with the reply" : " with an announcement",
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
