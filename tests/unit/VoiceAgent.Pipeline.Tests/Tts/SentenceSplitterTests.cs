namespace VoiceAgent.Tts;

public sealed class SentenceSplitterTests
{
    private static readonly SentenceSplitterOptions WholeSentences = new() { FirstClauseWords = 0 };

    [Theory]
    [InlineData("Hello there.| How are you?| Fine!| Good")]
    [InlineData("Mr. Smith met Dr. Jones on St. James St. today.| Then he left.")]
    [InlineData("See e.g. the U.S. Open, i.e. tennis etc. and so on.| Yes.")]
    [InlineData("Tea, coffee, etc.| Then we go.")]
    [InlineData("Come at 9 a.m. tomorrow.| Or at 5 p.m.| We close at six.")]
    [InlineData("Room No. 5 is free.| No.| I said no.| Really.")]
    [InlineData("Pi is 3.14, that is 1,000.50 in v2.0 at 10.30 sharp.| OK.")]
    [InlineData("It costs 5.| Then it is paid.")]
    [InlineData("1. First we wait.|\n2. Then we go.|\n10. Then we sleep.")]
    [InlineData("J. R. R. Tolkien and George W. Bush.| They met.")]
    [InlineData("So do I.| You too.")]
    [InlineData("Go to https://example.com/a.b?c=d!e now.| Or write to me.you@example.co.uk.| Bye.")]
    [InlineData("Open report.final.txt in ASP.NET.| It works with .NET too.")]
    [InlineData("Well... maybe.| Well...| Maybe.| Hm… yes…| No.")]
    [InlineData("He said \"Stop.\"| Then (he left.)| “Why?”| ‘Because.’| Good.")]
    [InlineData("**Done.**| *Really!*| `Yes.`| Good.")]
    [InlineData("What?!| No way!!!| OK.")]
    [InlineData("El Sr. Pérez y la Sra. Gómez viven en EE. UU. con Ud. ahora.| ¿Qué?| ¡Sí!| Bien.")]
    [InlineData("¿Qué?|¡Sí!|¿No?| Bien.")]
    [InlineData("你好。|今天天气很好！|是吗？|「真的。」|好；|再见")]
    [InlineData("版本3.5很好。|你好!|我是.|他是")]
    [InlineData("مرحبا.| كيف حالك؟| جيد.")]
    [InlineData("नमस्ते।| आप कैसे हैं?| ठीक।")]
    [InlineData("First line|\nSecond line|\n\n- item one|\n- item two.|\nEnd")]
    [InlineData("hello there.| how are you.| at 5 p.m. or so, etc. and so on.| i am fine.")]
    [InlineData("See Fig. 3 and approx. five others on Jan. 5.| It was in Jan.| Yes.")]
    [InlineData("I have a Ph.D. in it.| And more.")]
    [InlineData("Wait . . . what?| Yes.")]
    [InlineData("\n\n  Hello.|  World.")]
    public void Text_is_cut_where_sentences_end(string expected)
    {
        var pieces = expected.Split('|');
        Assert.Equal(pieces, SplitAll(string.Concat(pieces), WholeSentences));
    }

    [Theory]
    [InlineData("Let me see, there are| two.", 3, "Let me see,| there are two.")]
    [InlineData("Sure, I can help you with that, of course.", 3, "Sure, I can help you with that,| of course.")]
    [InlineData("I found 1,000 rooms, all free.", 3, "I found 1,000 rooms,| all free.")]
    [InlineData("We met on July 4, 2025, in a room: yours.", 3, "We met on July 4, 2025, in a room:| yours.")]
    [InlineData("Come by at 10:30, please.", 5, "Come by at 10:30, please.")]
    [InlineData("See https://a.b/c,d for it — it is good.", 3, "See https://a.b/c,d for it —| it is good.")]
    [InlineData("もちろんです、会議室を予約します。", 3, "もちろんです、|会議室を予約します。")]
    [InlineData(
        "Let me see, there are two. But one of them, yes, is taken.",
        3,
        "Let me see,| there are two.| But one of them, yes, is taken."
    )]
    [InlineData("Let me see, there are two.", 0, "Let me see, there are two.")]
    public void The_first_clause_is_released_early(string text, int words, string expected) =>
        Assert.Equal(
            expected.Split('|'),
            SplitAll(text.Replace("|", "", StringComparison.Ordinal), new() { FirstClauseWords = words })
        );

    [Fact]
    public void A_sentence_is_released_as_soon_as_it_is_known_to_be_over()
    {
        var splitter = new SentenceSplitter();
        Assert.Empty(splitter.Append("It is 3."));
        Assert.Empty(splitter.Append("14"));
        Assert.Empty(splitter.Append("."));
        Assert.Equal(["It is 3.14."], splitter.Append(" So"));
        Assert.Equal([" So!"], splitter.Append("! "));
        Assert.Equal([" Bye."], splitter.Append("Bye.\n"));
        Assert.Empty(splitter.Append("Really?"));
        Assert.Equal(["\nReally?"], splitter.Flush());
        Assert.Empty(splitter.Flush());
    }

    [Fact]
    public void Every_answer_has_a_first_clause_of_its_own()
    {
        var splitter = new SentenceSplitter();
        splitter.Append("Let me see, now");
        splitter.Flush();
        Assert.Equal(["Let me see,"], splitter.Append("Let me see, now"));
        splitter.Reset();
        Assert.Equal(["Let me see,"], splitter.Append("Let me see, now"));
        splitter.Reset();
        Assert.Empty(splitter.Flush());
    }

    [Fact]
    public void A_sentence_that_never_ends_is_cut_at_a_clause()
    {
        var clause = string.Concat(Enumerable.Repeat("word ", 20)).TrimEnd() + ", ";
        var pieces = SplitAll(string.Concat(Enumerable.Repeat(clause, 4)), WholeSentences);
        Assert.All(pieces, piece => Assert.EndsWith("word,", piece.TrimEnd(), StringComparison.Ordinal));
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 250));
    }

    [Fact]
    public void A_clause_that_never_ends_is_cut_between_words()
    {
        var pieces = SplitAll(string.Concat(Enumerable.Repeat("word ", 100)), WholeSentences);
        Assert.All(pieces, piece => Assert.EndsWith("word", piece.TrimEnd(), StringComparison.Ordinal));
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 250));
    }

    [Fact]
    public void A_word_that_never_ends_is_cut_between_characters()
    {
        var pieces = SplitAll(string.Concat(Enumerable.Repeat("\ud83d\ude00", 201)), new() { MaxCharacters = 41 });
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 41));
        Assert.All(pieces, piece => Assert.True(char.IsHighSurrogate(piece[0]) && char.IsLowSurrogate(piece[^1])));
    }

    [Fact]
    public void Chunking_changes_nothing_and_nothing_is_lost()
    {
        var random = new Random(20260801);
        for (var round = 0; round < 4_000; round++)
        {
            var text = RandomText(random);
            var options = new SentenceSplitterOptions
            {
                FirstClauseWords = random.Next(4),
                MaxCharacters = random.Next(40, 90),
            };
            var whole = SplitAll(text, options);
            var chunked = SplitInChunks(text, options, random);

            Assert.Equal(whole, chunked);
            var joined = string.Concat(whole);
            Assert.Equal(WithoutBlanks(text), WithoutBlanks(joined));
            Assert.All(whole, piece => Assert.False(string.IsNullOrWhiteSpace(piece)));
            Assert.All(whole, piece => Assert.InRange(piece.Length, 1, options.MaxCharacters + 33));
        }
    }

    [Fact]
    public void Joined_pieces_are_the_text_to_the_letter()
    {
        const string Text = "  Hello there, my friend.  How are you?\n\n1. Fine.\n2. \"Good.\"  Bye.";
        Assert.Equal(Text, string.Concat(SplitAll(Text, new())));
    }

    private static List<string> SplitAll(string text, SentenceSplitterOptions options)
    {
        var splitter = new SentenceSplitter(options);
        return [.. splitter.Append(text), .. splitter.Flush()];
    }

    private static List<string> SplitInChunks(string text, SentenceSplitterOptions options, Random random)
    {
        var splitter = new SentenceSplitter(options);
        var pieces = new List<string>();
        for (var at = 0; at < text.Length; )
        {
            var length = Math.Min(random.Next(0, 7), text.Length - at);
            pieces.AddRange(splitter.Append(text.AsSpan(at, length)));
            at += length;
        }

        pieces.AddRange(splitter.Flush());
        return pieces;
    }

    private static string RandomText(Random random)
    {
        string[] parts =
        [
            "Hello",
            "there",
            "Mr",
            "No",
            "etc",
            "a.m",
            "U.S",
            "3",
            "14",
            "1,000",
            ".",
            ".",
            "...",
            "…",
            "!",
            "?",
            "?!",
            ",",
            ";",
            " ",
            " ",
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
            "\"",
            "”",
            ")",
            "(",
            "¿",
            "¡",
            "。",
            "！",
            "你",
            "好",
            "、",
            "नम",
            "।",
            "😀",
            "https://x.y/z",
            "- ",
            "1. ",
            "**",
            "I",
            "x",
            "-",
            "—",
            ":",
            "            ",
            "\r\n",
            "\u3000",
        ];
        return string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => parts[random.Next(parts.Length)]));
    }

    private static string WithoutBlanks(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
