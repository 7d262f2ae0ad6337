namespace VoiceAgent.Turns;

public sealed class TurnStopTests
{
    private static readonly UserTurnOptions Cut = new() { Onset = InterruptionOnset.Cut };

    [Fact]
    public void The_timeout_grows_with_the_speakers_pauses()
    {
        var script = new TurnScript(Cut);
        for (var word = 1; word <= 4; word++)
        {
            script.Says(2 * word, (2 * word) + 1.42, "at nine");
        }

        // Three pauses of 0.58 s: (0.4, 0.454, 0.492, 0.518) * 1.5.
        script.Until(20);
        Assert.Equal("10.20 commit 'at nine at nine at nine at nine'", script.Log[^1]);
    }

    [Fact]
    public void The_timeout_shrinks_for_a_speaker_who_hardly_pauses_but_not_below_two_thirds()
    {
        var script = new TurnScript(Cut);
        for (var word = 0; word < 30; word++)
        {
            script.Says(1 + word, 1.9 + word, "at nine");
        }

        script.Then().Until(40);
        Assert.StartsWith("31.30 commit", Assert.Single(script.Log), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_was_answered_too_soon_is_given_more_time()
    {
        var script = new TurnScript(Cut).Says(1, 2, "at nine").Says(3, 4, "at nine").Until(20);
        Assert.Equal("4.87 commit 'at nine'", script.Log[^1]);
    }

    [Fact]
    public void The_timeout_stays_where_it_is_if_it_is_told_to() =>
        new TurnScript(new UserTurnOptions { Onset = InterruptionOnset.Cut, AdaptToPauses = false })
            .Says(1, 2, "at nine")
            .Says(2.5, 3, "at nine")
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "3.60 commit 'at nine at nine'");

    [Fact]
    public void A_turn_that_the_model_takes_for_complete_ends_soon() =>
        new TurnScript(Cut, hasTurnModel: true)
            .Says(1, 2, "at nine")
            .Judged(2.05, 0.9)
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.00 judge 1 'at nine'", "2.15 commit 'at nine'");

    [Fact]
    public void A_turn_that_the_model_takes_for_incomplete_goes_on() =>
        new TurnScript(Cut, hasTurnModel: true)
            .Says(1, 2, "yes")
            .Judged(2.05, 0.1)
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.00 judge 1 'yes'", "3.50 commit 'yes'");

    [Fact]
    public void The_model_cannot_finish_a_sentence_that_is_plainly_unfinished() =>
        new TurnScript(Cut, hasTurnModel: true)
            .Says(1, 2, "a room for")
            .Judged(2.05, 1)
            .Until(9)
            .Expect("1.00 start", "1.00 interrupt", "2.00 judge 1 'a room for'", "3.50 commit 'a room for'");

    [Theory]
    [InlineData(null)]
    [InlineData(2.5)]
    public void A_model_that_fails_or_is_late_leaves_the_decision_to_the_text(double? answersAt)
    {
        var script = new TurnScript(Cut, hasTurnModel: true).Says(1, 2, "yes");
        if (answersAt is null)
        {
            script.Judged(2.1, null);
        }

        script
            .Until(9)
            .Expect(
                "1.00 start",
                "1.00 interrupt",
                "2.00 judge 1 'yes'",
                answersAt is null ? "2.15 commit 'yes'" : "2.30 commit 'yes'"
            );
    }

    [Fact]
    public void An_answer_about_what_was_said_before_counts_for_nothing() =>
        new TurnScript(Cut, hasTurnModel: true)
            .Says(1, 2, "at nine")
            .VadStart(2.1)
            .Judged(2.2, 1, question: 1)
            .VadStop(3)
            .Final(3, "o'clock or")
            .Judged(3.1, 1, question: 1)
            .Judged(3.2, 0, question: 2)
            .Until(9)
            .Expect(
                "1.00 start",
                "1.00 interrupt",
                "2.00 judge 1 'at nine'",
                "3.00 judge 2 'at nine o'clock or'",
                "4.50 commit 'at nine o'clock or'"
            );

    [Fact]
    public void The_model_is_not_asked_when_the_recogniser_has_decided() =>
        new TurnScript(Cut, hasTurnModel: true)
            .VadStart(1)
            .Interim(1.5, "at")
            .EndOfTurn(1.9)
            .Final(2, "at nine")
            .Expect("1.00 start", "1.00 interrupt", "2.00 commit 'at nine'");
}
