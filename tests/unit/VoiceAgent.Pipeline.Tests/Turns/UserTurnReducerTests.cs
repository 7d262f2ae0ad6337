namespace VoiceAgent.Turns;

public sealed class UserTurnReducerTests
{
    [Fact]
    public void A_finished_sentence_is_answered_150_ms_after_the_detector_hears_silence() =>
        new TurnScript()
            .Says(1.0, 2.0, "what's the weather in berlin")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.15 commit 'what's the weather in berlin'");

    [Fact]
    public void An_unfinished_sentence_waits_for_its_end() =>
        new TurnScript()
            .Says(1.0, 2.0, "I would like to book a room for")
            .Says(3.2, 4.0, "ten people")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "4.15 commit 'I would like to book a room for ten people'");

    [Fact]
    public void An_unfinished_sentence_is_answered_in_the_end() =>
        new TurnScript()
            .Says(1.0, 2.0, "I would like to book a room for")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "3.50 commit 'I would like to book a room for'");

    [Fact]
    public void Text_without_a_hint_waits_for_the_speech_timeout() =>
        new TurnScript()
            .Says(1.0, 2.0, "at nine")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.60 commit 'at nine'");

    [Fact]
    public void A_final_that_takes_longer_than_the_silence_needed_is_committed_as_it_comes() =>
        new TurnScript()
            .VadStart(1.0)
            .Interim(1.5, "book a")
            .VadStop(2.0)
            .Final(2.4, "book a room")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.40 commit 'book a room'");

    [Fact]
    public void Words_that_come_while_the_detector_hears_silence_restart_it() =>
        new TurnScript()
            .VadStart(1.0)
            .VadStop(2.0)
            .Interim(2.3, "book a room")
            .Final(2.35, "book a room")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.45 commit 'book a room'");

    [Fact]
    public void Without_a_final_the_interim_text_counts_after_the_deadline() =>
        new TurnScript()
            .VadStart(1.0)
            .Interim(1.5, "book a room")
            .VadStop(2.0)
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "4.00 commit 'book a room'");

    [Fact]
    public void The_late_final_of_a_turn_answered_by_its_interim_is_not_answered_twice() =>
        new TurnScript()
            .VadStart(1.0)
            .Interim(1.5, "book a room")
            .VadStop(2.0)
            .Until(4.5)
            .Then()
            .Final(5, "Book a room.")
            .Until(9)
            .Expect();

    [Fact]
    public void The_late_final_of_a_turn_answered_by_its_interim_is_answered_if_it_holds_more() =>
        new TurnScript()
            .VadStart(1.0)
            .Interim(1.5, "book a room")
            .VadStop(2.0)
            .Until(4.5)
            .Then()
            .Final(5, "Book a room for ten.")
            .Until(9)
            .Expect("5.00 start", "5.00 interrupt", "5.00 commit 'Book a room for ten.'");

    [Fact]
    public void The_late_final_of_another_pause_is_not_taken_for_what_was_answered() =>
        new TurnScript()
            .VadStart(1.0)
            .Interim(1.5, "book a room")
            .VadStop(2.0)
            .VadStart(2.3)
            .VadStop(3.0)
            .Until(5.5)
            .Then()
            .Final(6, "book a room")
            .Final(6.1, "please")
            .Until(9)
            .Expect("6.10 start", "6.10 interrupt", "6.10 commit 'please'");

    [Fact]
    public void A_full_stop_is_no_word() =>
        new TurnScript()
            .VadStart(1.0)
            .Interim(1.2, "…")
            .VadStop(1.4)
            .Final(1.5, ".")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "1.50 drop NothingSaid");

    [Fact]
    public void The_late_final_of_a_dropped_turn_becomes_a_turn_at_once() =>
        new TurnScript()
            .VadStart(1.0)
            .VadStop(2.0)
            .Final(5, "book a room for")
            .Until(9)
            .Expect(
                "1.00 start",
                "1.00 interrupt",
                "4.00 drop NoTranscript",
                "5.00 start",
                "5.00 interrupt",
                "5.00 commit 'book a room for'"
            );

    [Fact]
    public void A_late_final_that_comes_while_the_user_speaks_again_joins_that_turn() =>
        new TurnScript()
            .VadStart(1.0)
            .VadStop(2.0)
            .Until(4.5)
            .Then()
            .VadStart(4.8)
            .Final(5, "book a room")
            .VadStop(6)
            .Final(6, "for today")
            .Until(9)
            .Expect("4.80 start", "4.80 interrupt", "6.15 commit 'book a room for today'");

    [Fact]
    public void Words_that_come_after_the_commit_supersede_it() =>
        new TurnScript()
            .Says(1, 2, "book a room")
            .Until(2.3)
            .Then()
            .Final(2.4, "for ten people")
            .Until(9)
            .Expect("2.40 start", "2.40 interrupt", "2.55 commit 'for ten people'");

    [Fact]
    public void Each_pause_owes_its_own_final() =>
        new TurnScript()
            .VadStart(1.0)
            .VadStop(2.0)
            .VadStart(2.3)
            .VadStop(3.0)
            .Final(3.1, "book a room")
            .Final(3.8, "for ten people")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "3.80 commit 'book a room for ten people'");

    [Fact]
    public void A_noise_is_dropped_as_soon_as_the_recogniser_says_so() =>
        new TurnScript()
            .VadStart(1.0)
            .VadStop(1.4)
            .Final(1.5, "")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "1.50 drop NothingSaid");

    [Fact]
    public void Speech_that_was_refused_is_a_rejected_turn() =>
        new TurnScript()
            .VadStart(1.0)
            .VadStop(2.0)
            .Rejected(2.0)
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.60 commit rejected");

    [Fact]
    public void What_was_understood_outweighs_what_was_refused() =>
        new TurnScript()
            .VadStart(1.0)
            .VadStop(2.0)
            .Rejected(2.0)
            .Says(2.3, 3.0, "book a room")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "3.15 commit 'book a room'");

    [Fact]
    public void The_recognisers_end_of_turn_commits_at_once_even_before_the_detector_does() =>
        new TurnScript()
            .VadStart(1.0)
            .Interim(1.5, "I would like")
            .Final(2.0, "I would like to")
            .EndOfTurn(2.01)
            .VadStop(2.2)
            .Final(2.25, "")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.01 commit 'I would like to'");

    [Fact]
    public void The_recognisers_end_of_turn_waits_for_its_final() =>
        new TurnScript()
            .VadStart(1.0)
            .Interim(1.5, "I would like")
            .EndOfTurn(2.0)
            .Final(2.2, "I would like to")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.20 commit 'I would like to'");

    [Fact]
    public void Without_a_detector_transcripts_start_and_end_turns() =>
        new TurnScript()
            .Interim(1.0, "book")
            .Interim(1.3, "book a")
            .Final(1.5, "book a room")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "1.65 commit 'book a room'");

    [Fact]
    public void A_final_that_the_detector_slept_through_starts_a_turn() =>
        new TurnScript()
            .Says(1, 2, "hello there")
            .Until(5)
            .Then()
            .Interim(6.0, "book a")
            .Final(6.5, "book a room")
            .Until(9)
            .Expect("6.50 start", "6.50 interrupt", "6.65 commit 'book a room'");

    [Fact]
    public void A_detector_that_never_hears_silence_does_not_hold_the_turn_for_ever() =>
        new TurnScript(new UserTurnOptions { MaxTurn = TimeSpan.FromSeconds(10), Onset = InterruptionOnset.Cut })
            .VadStart(1.0)
            .Final(5, "the television is")
            .Interim(9, "on all day")
            .Until(20)
            .Expect("1.00 start", "1.00 interrupt", "11.00 commit 'the television is on all day'");

    [Fact]
    public void Typed_text_is_committed_at_once_and_interrupts() =>
        new TurnScript().BotStart(0.5).Type(1, " hi ").Until(9).Expect("1.00 interrupt", "1.00 commit typed ' hi '");

    [Fact]
    public void Typed_text_settles_the_speech_before_it() =>
        new TurnScript()
            .VadStart(0.5)
            .Final(0.8, "book a room")
            .Type(1, "for ten")
            .Until(9)
            .Expect(
                "0.50 start",
                "0.50 interrupt",
                "1.00 interrupt",
                "1.00 commit 'book a room'",
                "1.00 interrupt",
                "1.00 commit typed 'for ten'"
            );

    [Fact]
    public void Typed_text_drops_speech_without_words() =>
        new TurnScript()
            .VadStart(0.5)
            .Type(1, "for ten")
            .Expect(
                "0.50 start",
                "0.50 interrupt",
                "1.00 interrupt",
                "1.00 drop Superseded",
                "1.00 interrupt",
                "1.00 commit typed 'for ten'"
            );

    [Fact]
    public void Blank_typing_is_nothing() => new TurnScript().Type(1, "  ").Expect();

    [Fact]
    public void The_end_of_the_session_drops_the_open_turn_and_silences_the_reducer() =>
        new TurnScript()
            .VadStart(0.5)
            .End(1)
            .VadStop(2)
            .Final(2, "too late")
            .Type(3, "too late")
            .Until(9)
            .Expect("0.50 start", "0.50 interrupt", "1.00 drop SessionEnded");

    [Fact]
    public void Repeated_and_stray_facts_change_nothing() =>
        new TurnScript()
            .VadStop(0.1)
            .EndOfTurn(0.2)
            .BotStop(0.3)
            .VadStart(0.5)
            .VadStart(0.6)
            .VadStop(1)
            .VadStop(1.01)
            .Final(1.05, "book a room")
            .Until(9)
            .Expect("0.50 start", "0.50 interrupt", "1.15 commit 'book a room'");

    [Fact]
    public void Nothing_printed_holds_a_word()
    {
        var script = new TurnScript().VadStart(1).Final(1.5, "canary").Interim(1.6, "canary");
        Assert.DoesNotContain("canary", script.State.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", new UserTurnEffect.CommitTurn("canary").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "canary",
            new UserTurnEvent.TextTyped(default, "canary").ToString(),
            StringComparison.Ordinal
        );
    }
}
