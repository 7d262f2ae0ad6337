namespace VoiceAgent.Turns;

public sealed class MuteTests
{
    [Fact]
    public void Nothing_is_heard_until_the_bots_first_turn_ends() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.UntilFirstBotTurnEnds })
            .Says(0.2, 0.8, "hello")
            .BotStart(1)
            .Says(1.5, 2, "hello")
            .BotStop(3)
            .Says(4, 5, "book a room")
            .Until(9)
            .Expect("4.00 pause", "4.00 start", "5.00 interrupt", "5.15 resume", "5.15 commit 'book a room'");

    [Fact]
    public void A_first_turn_without_a_sound_ends_the_muting_too() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.UntilFirstBotTurnEnds })
            .SilentReply(1)
            .VadStart(2)
            .Expect("2.00 pause", "2.00 start");

    [Fact]
    public void The_bots_first_speech_is_not_interrupted() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.FirstBotSpeech })
            .BotStart(1)
            .Says(1.5, 2, "stop")
            .BotStop(3)
            .BotStart(4)
            .VadStart(5)
            .Until(5.5)
            .Expect("5.00 pause");

    [Fact]
    public void Who_speaks_before_the_bots_first_speech_is_heard() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.FirstBotSpeech })
            .VadStart(0.5)
            .Expect("0.50 pause", "0.50 start");

    [Fact]
    public void Nothing_is_heard_while_a_tool_is_at_work() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.WhileToolRuns })
            .ToolStart(1)
            .ToolStart(1)
            .ToolEnd(1.5)
            .Says(2, 3, "hello")
            .ToolEnd(4)
            .VadStart(5)
            .Expect("5.00 pause", "5.00 start");

    [Fact]
    public void Nothing_is_heard_while_the_bot_speaks() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.WhileBotSpeaks })
            .BotStart(1)
            .VadStart(1.5)
            .Interim(1.8, "stop")
            .StartOfTurn(1.9)
            .VadStop(2)
            .Final(2.1, "stop")
            .BotStop(3)
            .Until(9)
            .Expect();

    [Fact]
    public void What_began_while_the_user_was_muted_is_not_heard_afterwards() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.WhileBotSpeaks })
            .BotStart(1)
            .VadStart(1.5)
            .BotStop(2)
            .Interim(2.5, "stop that")
            .VadStop(3)
            .Final(3.2, "stop that")
            .Until(9)
            .Expect();

    [Fact]
    public void Without_a_detector_the_first_words_tell_what_was_muted() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.WhileBotSpeaks })
            .BotStart(1)
            .Interim(1.5, "stop")
            .BotStop(2)
            .Interim(2.2, "stop that")
            .Final(2.5, "stop that")
            .Final(4, "book a room")
            .Until(9)
            .Expect("4.00 start", "4.00 interrupt", "4.15 commit 'book a room'");

    [Fact]
    public void Typing_is_never_muted() =>
        new TurnScript(new UserTurnOptions { Mute = MuteTimes.UntilFirstBotTurnEnds })
            .Type(1, "hi")
            .Expect("1.00 interrupt", "1.00 commit typed 'hi'");
}
