namespace VoiceAgent.Turns;

public sealed class FalseInterruptionTests
{
    private static readonly UserTurnOptions Pause = new();
    private static readonly UserTurnOptions Duck = new() { Onset = InterruptionOnset.Duck };

    [Fact]
    public void The_first_sound_pauses_the_bot_and_the_first_word_interrupts_it() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .VadStart(1)
            .Interim(1.4, "book")
            .VadStop(2)
            .Final(2, "book a room")
            .Until(9)
            .Expect("1.00 pause", "1.40 start", "1.40 interrupt", "2.15 resume", "2.15 commit 'book a room'");

    [Fact]
    public void A_cough_resumes_the_bot_as_soon_as_the_recogniser_has_understood_nothing() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .VadStart(1)
            .VadStop(1.4)
            .Final(1.5, "")
            .Until(9)
            .Expect("1.00 pause", "1.50 resume", "1.50 drop held NothingSaid");

    [Fact]
    public void Two_seconds_without_a_word_resume_the_bot() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .VadStart(1)
            .VadStop(1.4)
            .Until(9)
            .Expect("1.00 pause", "3.40 resume", "3.40 drop held NoTranscript");

    [Fact]
    public void Words_that_come_after_the_bot_was_resumed_interrupt_it() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .VadStart(1)
            .VadStop(1.4)
            .Until(4)
            .Then()
            .Final(4, "book a room")
            .Until(9)
            .Expect("4.00 start", "4.00 interrupt", "4.00 commit 'book a room'");

    [Fact]
    public void Somebody_who_speaks_on_keeps_the_bot_paused_if_words_come_only_at_the_end() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .Says(1, 9, "I would like to book a room")
            .Until(20)
            .Expect(
                "1.00 pause",
                "9.00 start",
                "9.00 interrupt",
                "9.15 resume",
                "9.15 commit 'I would like to book a room'"
            );

    [Fact]
    public void A_noise_that_goes_on_resumes_the_bot_if_the_recogniser_tells_words_as_they_are_spoken() =>
        new TurnScript(Pause)
            .VadStart(0.1)
            .Interim(0.3, "hello")
            .VadStop(0.5)
            .Final(0.5, "hello world")
            .BotStart(0.9)
            .Then()
            .VadStart(1)
            .Until(9)
            .Expect("1.00 pause", "3.00 resume", "3.00 drop held NothingSaid");

    [Fact]
    public void A_detector_that_never_hears_silence_does_not_pause_the_bot_for_ever() =>
        new TurnScript(new UserTurnOptions { MaxTurn = TimeSpan.FromSeconds(10) })
            .BotStart(0.5)
            .VadStart(1)
            .Until(20)
            .Expect("1.00 pause", "11.00 resume", "11.00 drop held NothingSaid");

    [Fact]
    public void Speech_that_was_refused_resumes_the_bot() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .VadStart(1)
            .VadStop(1.5)
            .Rejected(1.6)
            .Until(9)
            .Expect("1.00 pause", "2.10 resume", "2.10 drop held BotSpeaking");

    [Fact]
    public void A_bot_that_had_finished_when_it_was_paused_leaves_the_turn_to_the_user() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .VadStart(1)
            .BotStop(1.4)
            .VadStop(2)
            .Final(2, "book a room")
            .Until(9)
            .Expect("1.00 pause", "1.40 start", "2.00 interrupt", "2.15 resume", "2.15 commit 'book a room'");

    [Fact]
    public void A_cough_while_the_answer_is_made_neither_cancels_nor_repeats_it() =>
        new TurnScript(Pause)
            .Says(1, 2, "book a room")
            .Until(2.3)
            .Then()
            .VadStart(2.4)
            .VadStop(2.8)
            .Final(2.8, "")
            .Until(9)
            .Expect("2.40 pause", "2.40 start", "2.80 resume", "2.80 drop NothingSaid");

    [Fact]
    public void Words_while_the_answer_is_made_cancel_it() =>
        new TurnScript(Pause)
            .Says(1, 2, "book a room")
            .Until(2.3)
            .Then()
            .VadStart(2.4)
            .VadStop(2.8)
            .Final(2.8, "for ten people")
            .Until(9)
            .Expect("2.40 pause", "2.40 start", "2.80 interrupt", "2.95 resume", "2.95 commit 'for ten people'");

    [Fact]
    public void A_word_that_the_recogniser_takes_back_has_the_turn_answered_again() =>
        new TurnScript(Pause)
            .Says(1, 2, "book a room")
            .Until(2.3)
            .Then()
            .VadStart(2.4)
            .Interim(2.6, "the")
            .VadStop(2.8)
            .Final(2.8, "")
            .Until(9)
            .Expect(
                "2.40 pause",
                "2.40 start",
                "2.60 interrupt",
                "2.80 resume",
                "2.80 drop NothingSaid",
                "2.80 answer again"
            );

    [Fact]
    public void What_the_bot_says_in_a_users_turn_waits_for_its_end() =>
        new TurnScript(Pause)
            .VadStart(1)
            .BotStart(1.001)
            .Interim(1.4, "book")
            .BotStop(1.41)
            .VadStop(2)
            .Final(2, "book a room")
            .Until(9)
            .Expect("1.00 pause", "1.00 start", "1.40 interrupt", "2.15 resume", "2.15 commit 'book a room'");

    [Fact]
    public void Typing_into_a_pause_interrupts_and_ends_it() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .VadStart(1)
            .Type(1.2, "hi")
            .Expect(
                "1.00 pause",
                "1.20 interrupt",
                "1.20 resume",
                "1.20 drop held Superseded",
                "1.20 interrupt",
                "1.20 commit typed 'hi'"
            );

    [Fact]
    public void The_end_of_the_session_ends_a_pause_so_that_what_is_left_is_heard() =>
        new TurnScript(Pause)
            .BotStart(0.5)
            .VadStart(1)
            .End(1.2)
            .Expect("1.00 pause", "1.20 resume", "1.20 drop held SessionEnded");

    [Fact]
    public void A_voice_that_may_be_ducked_is_not_ducked_while_it_is_silent() =>
        new TurnScript(Duck).VadStart(1).Expect("1.00 start", "1.00 interrupt");

    [Fact]
    public void A_ducked_bot_is_as_loud_as_before_after_a_cough() =>
        new TurnScript(Duck)
            .BotStart(0.5)
            .VadStart(1)
            .VadStop(1.4)
            .Final(1.5, "")
            .Until(9)
            .Expect("1.00 pause", "1.50 resume", "1.50 drop held NothingSaid");

    [Fact]
    public void A_ducked_bot_that_ends_by_itself_leaves_the_turn_to_the_user() =>
        new TurnScript(Duck)
            .BotStart(0.5)
            .VadStart(1)
            .BotStop(1.2)
            .VadStop(2)
            .Final(2, "book a room")
            .Until(9)
            .Expect("1.00 pause", "1.20 start", "1.20 interrupt", "2.15 resume", "2.15 commit 'book a room'");
}
