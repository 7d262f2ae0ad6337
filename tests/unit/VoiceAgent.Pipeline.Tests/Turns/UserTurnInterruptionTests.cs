namespace VoiceAgent.Turns;

public sealed class UserTurnInterruptionTests
{
    private static readonly UserTurnOptions TwoWords = new() { MinInterruptionWords = 2 };
    private static readonly UserTurnOptions Queued = new() { Interruption = InterruptionMode.Queued };
    private static readonly UserTurnOptions Ignored = new() { Interruption = InterruptionMode.Ignored };

    [Fact]
    public void The_detector_alone_interrupts_the_bot() =>
        new TurnScript().BotStart(0.5).VadStart(1).Expect("1.00 start", "1.00 interrupt");

    [Fact]
    public void The_bot_does_not_get_to_talk_over_the_user() =>
        new TurnScript().VadStart(1).BotStart(1.5).Expect("1.00 start", "1.00 interrupt", "1.50 interrupt");

    [Fact]
    public void With_minimum_words_the_bot_goes_on_until_they_are_heard() =>
        new TurnScript(TwoWords)
            .BotStart(0.5)
            .VadStart(1)
            .Interim(1.2, "wait")
            .Interim(1.4, "wait a")
            .VadStop(2)
            .Final(2, "wait a minute")
            .Until(9)
            .Expect("1.40 start", "1.40 interrupt", "2.15 commit 'wait a minute'");

    [Fact]
    public void Too_few_words_are_dropped() =>
        new TurnScript(TwoWords).BotStart(0.5).Says(1, 1.5, "mhm").Until(9).Expect("1.65 drop held BotSpeaking");

    [Fact]
    public void A_short_answer_just_before_the_bot_ends_is_not_lost() =>
        new TurnScript(TwoWords)
            .BotStart(0.5)
            .Says(1, 1.5, "yes")
            .BotStop(1.6)
            .Until(9)
            .Expect("1.60 start", "1.60 interrupt", "1.65 commit 'yes'");

    [Fact]
    public void With_minimum_words_the_detector_starts_turns_while_the_bot_is_silent() =>
        new TurnScript(TwoWords).VadStart(1).Expect("1.00 start", "1.00 interrupt");

    [Fact]
    public void Finals_without_a_detector_interrupt_too() =>
        new TurnScript(TwoWords)
            .BotStart(0.5)
            .Final(1, "mhm")
            .Final(3, "wait a minute")
            .Until(9)
            .Expect("1.15 drop held BotSpeaking", "3.00 start", "3.00 interrupt", "3.15 commit 'wait a minute'");

    [Fact]
    public void Queued_speech_is_answered_when_the_bot_has_finished() =>
        new TurnScript(Queued)
            .BotStart(0.5)
            .Says(1, 1.5, "book a room")
            .Says(3, 3.5, "for ten people")
            .BotStop(8)
            .Until(9)
            .Expect("8.00 start", "8.00 commit 'book a room for ten people'");

    [Fact]
    public void Queued_noise_is_not_kept() =>
        new TurnScript(Queued)
            .BotStart(0.5)
            .VadStart(1)
            .VadStop(1.5)
            .Final(1.6, "")
            .BotStop(8)
            .Expect("1.60 drop held NothingSaid");

    [Fact]
    public void Ignored_speech_is_dropped() =>
        new TurnScript(Ignored)
            .BotStart(0.5)
            .Says(1, 1.5, "book a room")
            .BotStop(8)
            .Until(9)
            .Expect("1.65 drop held BotSpeaking");

    [Fact]
    public void Speech_that_outlasts_the_bot_is_heard_even_where_speech_is_ignored() =>
        new TurnScript(Ignored)
            .BotStart(0.5)
            .VadStart(1)
            .BotStop(1.2)
            .VadStop(2)
            .Final(2, "book a room")
            .Until(9)
            .Expect("1.20 start", "2.15 commit 'book a room'");

    [Theory]
    [InlineData(InterruptionMode.Queued)]
    [InlineData(InterruptionMode.Ignored)]
    public void A_bot_that_may_not_be_interrupted_finishes_before_the_turn_it_talked_over_is_answered(
        InterruptionMode mode
    ) =>
        new TurnScript(new UserTurnOptions { Interruption = mode })
            .VadStart(1)
            .BotStart(1.2)
            .VadStop(2)
            .Final(2, "book a room")
            .BotStop(5)
            .Until(9)
            .Expect("1.00 start", "5.00 commit 'book a room'");

    [Fact]
    public void A_reply_not_yet_heard_is_replaced_even_where_speech_may_not_interrupt() =>
        new TurnScript(Ignored)
            .Says(1, 2, "book a room")
            .Says(2.4, 3, "for ten people")
            .Until(9)
            .Expect(
                "1.00 start",
                "2.15 commit 'book a room'",
                "2.40 start",
                "2.40 interrupt",
                "3.15 commit 'for ten people'"
            );

    [Fact]
    public void A_greeting_in_the_making_survives_where_speech_may_not_interrupt() =>
        new TurnScript(Ignored).VadStart(0.2).VadStop(0.5).Final(0.5, "").Expect("0.20 start", "0.50 drop NothingSaid");

    [Fact]
    public void Typing_interrupts_whatever_the_mode() =>
        new TurnScript(Ignored).BotStart(0.5).Type(1, "stop").Expect("1.00 interrupt", "1.00 commit typed 'stop'");

    [Fact]
    public void Typing_into_a_turn_that_waits_for_the_bot_silences_the_bot_first() =>
        new TurnScript(Ignored)
            .VadStart(0.2)
            .BotStart(0.5)
            .VadStop(1)
            .Final(1, "book a room")
            .Type(2, "for ten")
            .Expect(
                "0.20 start",
                "2.00 interrupt",
                "2.00 commit 'book a room'",
                "2.00 interrupt",
                "2.00 commit typed 'for ten'"
            );

    [Fact]
    public void An_announcement_does_not_pass_for_the_reply() =>
        new TurnScript()
            .Says(1, 2, "book a room")
            .Announce(2.3)
            .Then()
            .VadStart(2.4)
            .VadStop(2.8)
            .Final(2.8, "")
            .Until(9)
            .Expect("2.40 start", "2.40 interrupt", "2.80 drop NothingSaid", "2.80 answer again");

    [Fact]
    public void A_cough_that_cancels_an_unheard_reply_has_the_turn_answered_again() =>
        new TurnScript()
            .Says(1, 2, "book a room")
            .Until(2.3)
            .Then()
            .VadStart(2.4)
            .VadStop(2.8)
            .Final(2.8, "")
            .Until(9)
            .Expect("2.40 start", "2.40 interrupt", "2.80 drop NothingSaid", "2.80 answer again");

    [Fact]
    public void Two_coughs_have_the_turn_answered_again_twice() =>
        new TurnScript()
            .Type(1, "hi")
            .VadStart(2.4)
            .VadStop(2.8)
            .Final(2.8, "")
            .Then()
            .VadStart(3.4)
            .VadStop(3.8)
            .Final(3.8, "")
            .Expect("3.40 start", "3.40 interrupt", "3.80 drop NothingSaid", "3.80 answer again");

    [Fact]
    public void A_cough_after_the_reply_was_heard_repeats_nothing() =>
        new TurnScript()
            .Says(1, 2, "book a room")
            .BotStart(2.3)
            .Then()
            .VadStart(2.4)
            .VadStop(2.8)
            .Final(2.8, "")
            .Until(9)
            .Expect("2.40 start", "2.40 interrupt", "2.80 drop NothingSaid");

    [Fact]
    public void A_cough_after_a_reply_without_sound_repeats_nothing() =>
        new TurnScript()
            .Type(1, "hi")
            .SilentReply(1.2)
            .VadStart(2.4)
            .VadStop(2.8)
            .Final(2.8, "")
            .Expect(
                "1.00 interrupt",
                "1.00 commit typed 'hi'",
                "2.40 start",
                "2.40 interrupt",
                "2.80 drop NothingSaid"
            );
}
