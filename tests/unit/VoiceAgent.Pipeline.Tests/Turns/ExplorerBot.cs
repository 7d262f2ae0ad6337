namespace VoiceAgent.Turns;

/// <summary>
/// The bot of a made-up conversation, and its loudspeaker: it answers, with tools or without, speaks unasked, and is paused, resumed and
/// cut off. It does what the effects say and tells what comes of it.
/// </summary>
internal sealed class ExplorerBot(ExplorerWorld world, TurnInvariants invariants, Action<UserTurnEvent> feed)
{
    private readonly HashSet<int> _tools = [];
    private TimeSpan _ends;
    private TimeSpan _left;
    private bool _isStopping;
    private bool _isHeld;
    private int _playback;
    private int _last;

    public void Answer()
    {
        var reply = ++_last;
        invariants.ReplyBegins(reply);
        world.After(0.01, 1, () => Begin(reply));
    }

    public void Announce(bool isProtected)
    {
        var announcement = ++_last;
        invariants.AnnouncementBegins(announcement, isProtected);
        Speak(announcement, isReply: false);
    }

    /// <summary>Does what an effect says to the voice.</summary>
    public void On(UserTurnEffect effect, bool wasPlaying, bool pauses)
    {
        switch (effect)
        {
            case UserTurnEffect.PauseBot when pauses:
                _isHeld = true;
                _left = _ends - world.Now;
                _playback++;
                break;
            case UserTurnEffect.ResumeBot when _isHeld:
                _isHeld = false;
                if (invariants.IsPlaying)
                {
                    EndIn(_left);
                }

                break;
            case UserTurnEffect.Interrupt:
                CutOff(wasPlaying);
                break;
            case UserTurnEffect.CommitTurn or UserTurnEffect.AnswerAgain:
                Answer();
                break;
            default:
                break;
        }
    }

    private void Begin(int reply)
    {
        if (!invariants.IsLive(reply))
        {
            return;
        }

        if (world.OneIn(5))
        {
            _tools.Add(reply);
            feed(new UserTurnEvent.ToolStarted(world.Now));
            world.After(0.1, 2, () => EndTool(reply));
        }
        else if (world.OneIn(15))
        {
            invariants.ReplyEnds(reply);
            feed(new UserTurnEvent.ReplyEndedSilently(world.Now));
        }
        else
        {
            Speak(reply, isReply: true);
        }
    }

    private void EndTool(int reply)
    {
        if (_tools.Remove(reply))
        {
            feed(new UserTurnEvent.ToolEnded(world.Now));
            world.After(0.01, 1, () => Speak(reply, isReply: true));
        }
    }

    private void Speak(int reply, bool isReply)
    {
        if (!invariants.IsLive(reply))
        {
            return;
        }

        if (invariants.IsPlaying || _isStopping || _isHeld)
        {
            // One output: what is ready later is played later, and facts come in order.
            world.After(0.2, 0.5, () => Speak(reply, isReply));
            return;
        }

        invariants.PlaybackBegins(reply);
        EndIn(world.Seconds(0.2, 4));
        if (invariants.IsProtected(reply))
        {
            feed(new UserTurnEvent.BotInterruptibility(world.Now, IsInterruptible: false));
        }

        feed(new UserTurnEvent.BotStarted(world.Now) { IsReply = isReply });
    }

    private void EndIn(TimeSpan time)
    {
        var playback = ++_playback;
        _ends = world.Now + time;
        world.At(
            _ends,
            () =>
            {
                if (playback == _playback && invariants.Playing is var reply and not 0)
                {
                    End(reply);
                }
            }
        );
    }

    private void End(int reply)
    {
        if (invariants.IsProtected(reply))
        {
            invariants.ProtectionEnds(reply);
            feed(new UserTurnEvent.BotInterruptibility(world.Now, IsInterruptible: true));
        }

        if (invariants.IsLive(reply))
        {
            invariants.ReplyEnds(reply);
            feed(new UserTurnEvent.BotStopped(world.Now));
        }
    }

    private void CutOff(bool wasPlaying)
    {
        foreach (var tool in _tools.Where(tool => !invariants.IsLive(tool)).ToArray())
        {
            _tools.Remove(tool);
            world.After(0, 0.03, () => feed(new UserTurnEvent.ToolEnded(world.Now)));
        }

        if (wasPlaying && !invariants.IsPlaying)
        {
            _isStopping = true;
            world.After(
                0,
                0.03,
                () =>
                {
                    _isStopping = false;
                    feed(new UserTurnEvent.BotStopped(world.Now));
                }
            );
        }
    }
}
