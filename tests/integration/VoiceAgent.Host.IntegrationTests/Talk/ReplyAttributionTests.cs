using VoiceAgent.Frames;

namespace VoiceAgent.Hosting.Talk;

public sealed class ReplyAttributionTests
{
    private readonly ReplyAttribution _replies = new();

    [Fact]
    public void A_greeting_that_ends_after_the_user_spoke_is_not_the_reply_to_the_user()
    {
        // On a busy machine the greeting began late and was talked over; its end was taken for the reply, and the real one was lost.
        _replies.Mention(new ResponseId(1));
        _replies.Say();
        Assert.False(_replies.Mention(new ResponseId(1)));
        _replies.Take();
        Assert.False(_replies.Mention(new ResponseId(1)));

        Assert.True(_replies.Mention(new ResponseId(2)));
    }

    [Fact]
    public void The_end_of_an_earlier_reply_does_not_answer_the_next_turn()
    {
        _replies.Take();
        Assert.True(_replies.Mention(new ResponseId(1)));
        _replies.Say();
        Assert.False(_replies.Mention(new ResponseId(1)));
        _replies.Take();

        Assert.False(_replies.Mention(new ResponseId(1)));
        Assert.True(_replies.Mention(new ResponseId(2)));
    }
}
