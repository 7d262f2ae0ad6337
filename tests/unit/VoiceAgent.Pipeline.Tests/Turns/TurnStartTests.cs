namespace VoiceAgent.Turns;

public sealed class TurnStartTests
{
    private static readonly UserTurnOptions Computer = new() { WakePhrases = ["hey computer", "computer"] };

    [Fact]
    public void A_voice_alone_starts_no_turn_where_only_words_do() =>
        new TurnScript(new UserTurnOptions { Starts = TurnStarts.Words })
            .VadStart(1)
            .Interim(1.5, "book")
            .VadStop(2)
            .Final(2, "book a room")
            .Until(9)
            .Expect("1.50 start", "1.50 interrupt", "2.15 commit 'book a room'");

    [Fact]
    public void Words_without_a_voice_start_no_turn_where_only_the_voice_does() =>
        new TurnScript(new UserTurnOptions { Starts = TurnStarts.Voice })
            .Interim(1, "book")
            .Final(2, "book a room")
            .Until(9)
            .Expect();

    [Fact]
    public void The_late_words_of_a_voice_start_a_turn_where_only_the_voice_does() =>
        new TurnScript(new UserTurnOptions { Starts = TurnStarts.Voice })
            .VadStart(1)
            .VadStop(2)
            .Until(4.5)
            .Then()
            .Final(5, "book a room")
            .Until(9)
            .Expect("5.00 start", "5.00 interrupt", "5.00 commit 'book a room'");

    [Fact]
    public void The_recogniser_starts_a_turn_by_its_word() =>
        new TurnScript(new UserTurnOptions())
            .StartOfTurn(1)
            .Final(2, "book a room")
            .EndOfTurn(2.01)
            .Until(9)
            .Expect("1.00 pause", "1.00 start", "2.00 interrupt", "2.01 resume", "2.01 commit 'book a room'");

    [Fact]
    public void A_turn_started_by_the_recogniser_waits_for_its_words() =>
        new TurnScript(new UserTurnOptions())
            .StartOfTurn(1)
            .Until(9)
            .Expect("1.00 pause", "1.00 start", "3.00 resume", "3.00 drop NoTranscript");

    [Fact]
    public void The_detector_takes_over_a_turn_that_the_recogniser_started() =>
        new TurnScript(new UserTurnOptions())
            .StartOfTurn(0.9)
            .VadStart(1)
            .VadStop(4)
            .Final(4, "book a room")
            .Until(9)
            .Expect("0.90 pause", "0.90 start", "4.00 interrupt", "4.15 resume", "4.15 commit 'book a room'");

    [Fact]
    public void The_recognisers_word_counts_for_nothing_where_it_starts_no_turns() =>
        new TurnScript(new UserTurnOptions { Starts = TurnStarts.Voice | TurnStarts.Words })
            .StartOfTurn(1)
            .Until(9)
            .Expect();

    [Fact]
    public void Speech_that_wakes_nobody_is_dropped() =>
        new TurnScript(Computer).Says(1, 2, "what time is it").Until(9).Expect("2.15 drop held NotAddressed");

    [Fact]
    public void A_wake_phrase_starts_the_turn_and_is_no_part_of_it() =>
        new TurnScript(Computer)
            .Says(1, 2, "So, hey Computer, what time is it?")
            .Until(9)
            .Expect("2.00 start", "2.00 interrupt", "2.15 commit 'what time is it?'");

    [Fact]
    public void A_wake_phrase_alone_is_answered_as_it_is() =>
        new TurnScript(Computer)
            .Says(1, 2, "Computer!")
            .Until(9)
            .Expect("2.00 start", "2.00 interrupt", "2.15 commit 'Computer!'");

    [Fact]
    public void Who_talks_with_the_agent_needs_no_wake_phrase_for_a_while() =>
        new TurnScript(Computer)
            .Says(1, 2, "computer what time is it")
            .BotStart(3)
            .BotStop(5)
            .Then()
            .VadStart(34)
            .VadStop(35)
            .Final(35, "thank you")
            .Until(36)
            .Expect("34.00 pause", "34.00 start", "35.00 interrupt", "35.15 resume", "35.15 commit 'thank you'");

    [Fact]
    public void After_a_while_the_agent_has_to_be_woken_again() =>
        new TurnScript(Computer)
            .Says(1, 2, "computer what time is it")
            .BotStart(3)
            .BotStop(5)
            .SilentReply(5)
            .Then()
            .Says(35.1, 36, "thank you")
            .Until(40)
            .Expect("36.15 drop held NotAddressed");

    [Fact]
    public void Speech_that_never_ends_does_not_keep_the_agent_waiting_for_its_wake_phrase() =>
        new TurnScript(new UserTurnOptions { WakePhrases = ["computer"], MaxTurn = TimeSpan.FromSeconds(10) })
            .VadStart(1)
            .Interim(2, "the television")
            .Until(30)
            .Expect("11.00 drop held NotAddressed");

    [Fact]
    public void A_phrase_that_always_interrupts_does_so_whatever_the_mode() =>
        new TurnScript(new UserTurnOptions { Interruption = InterruptionMode.Ignored })
            .BotStart(0.5)
            .VadStart(1)
            .Interim(1.3, "Stop, please")
            .VadStop(2)
            .Final(2, "Stop, please.")
            .Until(9)
            .Expect("1.30 start", "1.30 interrupt", "2.15 commit 'Stop, please.'");

    [Fact]
    public void A_phrase_that_always_interrupts_needs_no_other_words() =>
        new TurnScript(new UserTurnOptions { MinInterruptionWords = 3 })
            .BotStart(0.5)
            .VadStart(1)
            .Interim(1.3, "hold on")
            .Expect("1.30 start", "1.30 interrupt");

    [Fact]
    public void A_phrase_that_never_interrupts_resumes_the_bot() =>
        new TurnScript(new UserTurnOptions())
            .BotStart(0.5)
            .VadStart(1)
            .Interim(1.2, "mhm")
            .VadStop(1.4)
            .Final(1.5, "Mhm, uh-huh.")
            .Until(9)
            .Expect("1.00 pause", "1.55 resume", "1.55 drop held BotSpeaking");

    [Fact]
    public void The_same_phrase_is_an_answer_when_the_bot_has_finished() =>
        new TurnScript(new UserTurnOptions())
            .VadStart(1)
            .VadStop(1.4)
            .Final(1.5, "Mhm.")
            .Until(9)
            .Expect("1.00 pause", "1.00 start", "1.55 resume", "1.55 commit 'Mhm.'");

    [Fact]
    public void A_phrase_that_never_interrupts_does_not_cut_an_awaited_answer_at_its_first_sound() =>
        new TurnScript(new UserTurnOptions())
            .Final(1, "book a room")
            .Until(2)
            .Then()
            .Final(2, "mhm")
            .BotStart(2.1)
            .Until(9)
            .Expect("2.15 drop held BotSpeaking");

    [Fact]
    public void Mhm_into_an_awaited_answer_ends_even_if_the_detector_never_hears_silence() =>
        new TurnScript(new UserTurnOptions { MaxTurn = TimeSpan.FromSeconds(10) })
            .VadStart(0.5)
            .Type(1, "book a room")
            .Then()
            .Interim(2, "mhm")
            .Until(30)
            .Expect("2.00 pause", "4.00 resume", "4.00 drop held BotSpeaking");
}
