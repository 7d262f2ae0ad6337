using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

public sealed class HeardTextLedgerTests
{
    private static readonly AudioFormat Format = new(16000);
    private static readonly ResponseId First = new(1);
    private readonly HeardTextLedger _ledger = new(Format);
    private long _sent;

    [Fact]
    public void Nothing_is_heard_before_it_is_played()
    {
        Speak(1, "Hello there.", 1000);
        Assert.Equal("", _ledger.HeardSoFar(First));
    }

    [Fact]
    public void Everything_is_heard_when_everything_was_played()
    {
        Speak(1, "Hello,  there (friend)!", 1000);
        _ledger.Played(Samples(1000));
        Assert.Equal("Hello,  there (friend)!", _ledger.HeardSoFar(First));
    }

    [Theory]
    [InlineData(99, "")]
    [InlineData(100, "Well,")]
    [InlineData(799, "Well,")]
    [InlineData(800, "Well,  then –")]
    [InlineData(1000, "Well,  then – go.")]
    public void A_word_is_heard_when_half_of_it_was_played(int milliseconds, string heard)
    {
        Begin(1, "Well,  then – go.");
        Make(1, 1100);
        _ledger.AddWords(1, [Word("well", 0, 200), Word("THEN", 700, 900), Word("go", 900, 1100)]);
        Complete(1);
        Send(1, 1100);
        _ledger.Played(Samples(milliseconds));
        Assert.Equal(heard, _ledger.HeardSoFar(First));
    }

    [Fact]
    public void A_sentence_the_voice_never_began_was_not_heard()
    {
        Begin(1, "Hello there.");
        _ledger.BreakUtterance(1);
        _ledger.Passed(1);
        Assert.Equal("", _ledger.HeardSoFar(First));
        Assert.Equal("", _ledger.TextOf(First));
    }

    [Fact]
    public void A_sentence_the_voice_broke_off_ends_where_its_audio_does()
    {
        Begin(1, "Well, then we go home.");
        Make(1, 600);
        _ledger.AddWords(1, [Word("well", 0, 200), Word("then", 200, 400)]);
        _ledger.AddWords(1, [Word("we", 400, 600), Word("go", 600, 800), Word("home", 800, 1000)]);
        _ledger.BreakUtterance(1);
        Send(1, 600);
        _ledger.Played(Samples(250));
        Assert.Equal("Well,", _ledger.HeardSoFar(First));
        _ledger.Played(Samples(600));
        Assert.Equal("Well, then we", _ledger.HeardSoFar(First));
        Assert.Equal("Well, then we", _ledger.TextOf(First));
    }

    [Fact]
    public void A_voice_may_tell_its_own_wording()
    {
        Begin(1, "Meet at 2:30 pm, sharp.");
        Make(1, 2000);
        _ledger.AddWords(
            1,
            [Word("meet", 0, 200), Word("at", 200, 300), Word("two", 300, 700), Word("thirty", 700, 1200)]
        );
        _ledger.AddWords(1, [Word("p", 1200, 1300), Word("m", 1300, 1400), Word("sharp", 1400, 2000)]);
        Complete(1);
        Send(1, 2000);
        _ledger.Played(Samples(300));
        Assert.Equal("Meet at", _ledger.HeardSoFar(First));
        _ledger.Played(Samples(1350));
        Assert.Equal("Meet at 2:30 pm,", _ledger.HeardSoFar(First));
        _ledger.Played(Samples(1700));
        Assert.Equal("Meet at 2:30 pm, sharp.", _ledger.HeardSoFar(First));
    }

    [Fact]
    public void A_script_without_spaces_is_heard_by_the_character()
    {
        Speak(1, "会議室、予約。", 1000);
        _ledger.Played(Samples(300));
        Assert.Equal("会議", _ledger.HeardSoFar(First));
    }

    [Fact]
    public void Silence_around_the_speech_holds_no_words()
    {
        Begin(1, "one two three four");
        _ledger.AddAudio(1, new byte[2 * Samples(1000)]);
        Make(1, 400);
        _ledger.AddAudio(1, new byte[2 * Samples(1000)]);
        Complete(1);
        Send(1, 2400);
        _ledger.Played(Samples(1000));
        Assert.Equal("", _ledger.HeardSoFar(First));
        _ledger.Played(Samples(1200));
        Assert.Equal("one two", _ledger.HeardSoFar(First));
        _ledger.Played(Samples(1400));
        Assert.Equal("one two three four", _ledger.HeardSoFar(First));
    }

    [Fact]
    public void Audio_that_is_silent_throughout_is_heard_to_its_end_only()
    {
        Begin(1, "one two");
        _ledger.AddAudio(1, new byte[2 * Samples(1000)]);
        Complete(1);
        Send(1, 1000);
        _ledger.Played(Samples(100));
        Assert.Equal("", _ledger.HeardSoFar(First));
        _ledger.Played(Samples(1000));
        Assert.Equal("one two", _ledger.HeardSoFar(First));
    }

    [Fact]
    public void While_speech_is_still_made_its_last_word_is_not_heard()
    {
        Begin(1, "one two three four");
        Make(1, 5000);
        Send(1, 5000);
        _ledger.Played(Samples(5000));
        Assert.Equal("one two three", _ledger.HeardSoFar(First));
        Complete(1);
        Assert.Equal("one two three four", _ledger.HeardSoFar(First));
    }

    [Fact]
    public void The_pace_of_a_voice_is_learned()
    {
        const string Text = "one two three four five six seven eight nine ten eleven twelve";
        string HeardOfAnIncompleteOne(HeardTextLedger ledger, long position)
        {
            ledger.BeginUtterance(99, new ResponseId(99), Text);
            ledger.AddAudio(99, Loud(1000));
            ledger.Sent(99, Samples(1000), position);
            ledger.Played(position + Samples(1000));
            return ledger.HeardSoFar(new ResponseId(99));
        }

        var atPriorPace = HeardOfAnIncompleteOne(new HeardTextLedger(Format), 0);
        for (var utterance = 1; utterance <= 5; utterance++)
        {
            Speak(utterance, Text, 12_000);
        }

        var atSlowPace = HeardOfAnIncompleteOne(_ledger, _sent);
        Assert.Equal("one two three four", atPriorPace);
        Assert.Equal("one two", atSlowPace);
    }

    [Fact]
    public void Utterances_are_joined_and_only_what_was_played_of_the_last_counts()
    {
        Speak(1, "First sentence.", 1000);
        Speak(2, "Second one is longer.", 1000);
        Speak(3, "Never played.", 1000);
        _ledger.Played(Samples(1500));
        Assert.Equal("First sentence. Second one", _ledger.HeardSoFar(First));
        Assert.Equal("First sentence. Second one is longer. Never played.", _ledger.TextOf(First));
    }

    [Fact]
    public void Other_sounds_between_the_pieces_of_an_utterance_do_not_count()
    {
        Begin(1, "one two");
        Make(1, 1000);
        Complete(1);
        Send(1, 500);
        _sent += Samples(2000);
        Send(1, 500);
        _ledger.Played(Samples(2500));
        Assert.Equal("one", _ledger.HeardSoFar(First));
        _ledger.Played(Samples(2900));
        Assert.Equal("one two", _ledger.HeardSoFar(First));
    }

    [Fact]
    public void An_utterance_without_audio_is_taken_in_when_it_is_passed()
    {
        Begin(1, "Only text.");
        Complete(1);
        _ledger.Played(Samples(1000));
        Assert.Equal("", _ledger.HeardSoFar(First));
        _ledger.Passed(1);
        Assert.Equal("Only text.", _ledger.HeardSoFar(First));
    }

    [Fact]
    public void What_was_heard_stays_heard()
    {
        Speak(1, "one two three", 900);
        _ledger.Played(Samples(500));
        var heard = _ledger.HeardSoFar(First);
        _ledger.Played(0);
        _ledger.AddWords(1, [Word("one", 600, 700), Word("two", 700, 800), Word("three", 800, 900)]);
        Assert.Equal(heard, _ledger.HeardSoFar(First));
    }

    [Fact]
    public void Unknown_utterances_and_responses_are_ignored()
    {
        Make(7, 100);
        Send(7, 100);
        _ledger.AddWords(7, [Word("x", 0, 1)]);
        Complete(7);
        _ledger.Passed(7);
        _ledger.Release(new ResponseId(7));
        Assert.Equal("", _ledger.HeardSoFar(new ResponseId(7)));
        Assert.Equal("", _ledger.TextOf(new ResponseId(7)));
    }

    [Fact]
    public void Ten_hours_of_responses_leave_nothing_behind()
    {
        for (var response = 1; response <= 7200; response++)
        {
            _ledger.BeginUtterance(response, new ResponseId(response), "Hello there, my friend.");
            Make(response, 50);
            Complete(response);
            Send(response, 50);
            _ledger.Played(_sent);
            Assert.Equal("Hello there, my friend.", _ledger.HeardSoFar(new ResponseId(response)));
            if (response % 2 == 0)
            {
                _ledger.ReleaseThrough(new ResponseId(response), id => id.Value % 100 == 0);
            }
        }

        Assert.Equal(72, _ledger.Count);
        _ledger.ReleaseThrough(new ResponseId(7200), _ => false);
        Assert.Equal(0, _ledger.Count);
    }

    private static int Samples(int milliseconds) => milliseconds * 16;

    private static WordTiming Word(string word, int start, int end) =>
        new(word, TimeSpan.FromMilliseconds(start), TimeSpan.FromMilliseconds(end));

    private static byte[] Loud(int milliseconds)
    {
        var pcm = new byte[2 * Samples(milliseconds)];
        pcm.AsSpan().Fill(0x20);
        return pcm;
    }

    private void Begin(long utterance, string text) => _ledger.BeginUtterance(utterance, First, text);

    private void Make(long utterance, int milliseconds) => _ledger.AddAudio(utterance, Loud(milliseconds));

    private void Complete(long utterance) => _ledger.CompleteUtterance(utterance);

    private void Send(long utterance, int milliseconds)
    {
        _ledger.Sent(utterance, Samples(milliseconds), _sent);
        _sent += Samples(milliseconds);
    }

    private void Speak(long utterance, string text, int milliseconds)
    {
        Begin(utterance, text);
        Make(utterance, milliseconds);
        Complete(utterance);
        Send(utterance, milliseconds);
    }
}
