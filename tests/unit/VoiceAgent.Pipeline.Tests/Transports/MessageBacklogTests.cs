using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

public class MessageBacklogTests
{
    private readonly MessageBacklog _backlog = new(capacity: 4);

    [Fact]
    public void Messages_are_numbered_and_kept_until_they_are_seen()
    {
        Assert.Equal(1, _backlog.Add(Turn("a")).Sequence);
        Assert.Equal(2, _backlog.Add(Turn("b")).Sequence);
        _backlog.Seen(1);

        Assert.Equal([2L], _backlog.Behind(0, out var isComplete).Select(message => message.Sequence));
        Assert.True(isComplete);
    }

    [Fact]
    public void What_a_newer_message_makes_void_is_not_kept()
    {
        _backlog.Add(new SessionStateFrame(SessionState.Thinking));
        _backlog.Add(new InterimTranscriptionFrame("book"));
        _backlog.Add(new InterimTranscriptionFrame("book a room"));
        _backlog.Add(new TranscriptionFrame("book a room"));
        _backlog.Add(new BotHeardFrame(new ResponseId(1), "It", IsFinal: false));
        _backlog.Add(new BotHeardFrame(new ResponseId(1), "It is", IsFinal: true));
        _backlog.Add(new SessionStateFrame(SessionState.Listening));

        Assert.Equal([4L, 6L, 7L], _backlog.Behind(0, out _).Select(message => message.Sequence));
    }

    [Fact]
    public void What_was_heard_of_another_answer_stays()
    {
        _backlog.Add(new BotHeardFrame(new ResponseId(1), "It", IsFinal: false));
        _backlog.Add(new BotHeardFrame(new ResponseId(2), "Yes", IsFinal: false));

        Assert.Equal(2, _backlog.Count);
    }

    [Fact]
    public void The_oldest_are_forgotten_when_there_are_too_many()
    {
        for (var i = 0; i < 6; i++)
        {
            _backlog.Add(Turn("x"));
        }

        Assert.Equal(4, _backlog.Behind(1, out var isComplete).Count);
        Assert.False(isComplete);
        Assert.Equal(4, _backlog.Behind(2, out isComplete).Count);
        Assert.True(isComplete);
    }

    private static UserTurnFrame Turn(string text) => new(text);
}
