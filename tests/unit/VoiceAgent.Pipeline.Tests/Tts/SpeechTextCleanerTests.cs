namespace VoiceAgent.Tts;

public sealed class SpeechTextCleanerTests
{
    [Theory]
    [InlineData("Plain text.", "Plain text.")]
    [InlineData(
        "This is **bold**, *italic*, __bold__, _italic_, ~~gone~~ and `code`.",
        "This is bold, italic, bold, italic, gone and code."
    )]
    [InlineData("# Title", "Title")]
    [InlineData("### About C# ###", "About C#")]
    [InlineData("#hashtag", "#hashtag")]
    [InlineData("- one", "one")]
    [InlineData("* **one**: first", "one: first")]
    [InlineData("- [x] done", "done")]
    [InlineData("2. second", "2. second")]
    [InlineData("> > quoted *text*", "quoted text")]
    [InlineData("See [the *docs*](https://example.com/a_(b)?c=d \"title\") now.", "See the docs now.")]
    [InlineData("![a cat](cat.png) and [ref][1] and [1] and note[^2].", "a cat and ref and [1] and note.")]
    [InlineData(
        "Go to https://example.com/a_b or <http://x.org> or <me@x.org>.",
        "Go to example.com/a_b or x.org or me@x.org."
    )]
    [InlineData("2 * 3 = 6, 2*3 = 6, snake_case stays, a < b.", "2 * 3 = 6, 2*3 = 6, snake_case stays, a < b.")]
    [InlineData("one<br/>two <b>three</b>", "one two three")]
    [InlineData(@"a \* b \_ c \\ d", @"a * b _ c \ d")]
    [InlineData("| Room | Seats |", "Room, Seats")]
    [InlineData("|---|:--:|", "")]
    [InlineData("---", "")]
    [InlineData("* * *", "")]
    [InlineData("===", "")]
    [InlineData("", "")]
    [InlineData(" ?! ", "")]
    [InlineData("```inline``` code", "inline code")]
    [InlineData("   many \t\n blanks\u00a0here ", "many blanks here")]
    [InlineData("zero\u200bwidth\u0007", "zerowidth")]
    [InlineData("unfinished [link and ](x) more", "unfinished link and more")]
    public void What_is_written_becomes_what_is_spoken(string written, string spoken) =>
        Assert.Equal(spoken, SpeechTextCleaner.CreateDefault().Clean(written));

    [Theory]
    [InlineData("Great 🎉!", "Great!")]
    [InlineData("yes👍no", "yes no")]
    [InlineData("👩‍👩‍👧‍👦 family 👍🏽 ok", "family ok")]
    [InlineData("🇩🇪 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 flags", "and flags")]
    [InlineData("Press 1️⃣ or #️⃣", "Press 1 or #")]
    [InlineData("© 2025 and ™, but ©️ not", "© 2025 and ™, but not")]
    [InlineData("☎️ call ☀ sun ❤️ love ⭐ star", "call sun love star")]
    [InlineData("20 °C → 68 °F, 5 € – 10 %", "20 °C → 68 °F, 5 € – 10 %")]
    [InlineData("می‌خواهم क्‍ष", "می‌خواهم क्‍ष")]
    [InlineData("好的😀。", "好的。")]
    [InlineData("🎉🎉", "")]
    public void Emoji_are_not_spoken(string written, string spoken) =>
        Assert.Equal(spoken, SpeechTextCleaner.CreateDefault().Clean(written));

    [Fact]
    public void A_block_of_code_is_left_out_piece_by_piece()
    {
        var cleaner = SpeechTextCleaner.CreateDefault();
        string[] pieces = ["Look:", "\n```csharp", "\nvar x = 1;", " // done.", "\n```", "\nThat is it."];
        Assert.Equal(["Look:", "", "", "", "", "That is it."], pieces.Select(cleaner.Clean));
    }

    [Fact]
    public void A_cut_line_goes_on_as_what_it_was()
    {
        var cleaner = SpeechTextCleaner.CreateDefault();
        string[] pieces = ["\n| Room one. |", " Seats two | yes |", "\nPlain, ", "- not a list"];
        Assert.Equal(["Room one.", "Seats two, yes", "Plain,", "- not a list"], pieces.Select(cleaner.Clean));
    }

    [Fact]
    public void An_answer_that_was_cut_off_leaves_nothing_open()
    {
        var cleaner = SpeechTextCleaner.CreateDefault();
        Assert.Equal("", cleaner.Clean("```python"));
        cleaner.Reset();
        Assert.Equal("Hello.", cleaner.Clean("Hello."));
    }

    [Fact]
    public void Any_text_is_cleaned_without_failing()
    {
        var random = new Random(11);
        string[] parts =
        [
            "*",
            "_",
            "`",
            "```",
            "[",
            "]",
            "(",
            ")",
            "!",
            "<",
            ">",
            "|",
            "#",
            "\\",
            "a",
            "1",
            " ",
            "\n",
            "👍",
            "\ufe0f",
            "\u200d",
            "\ud83d",
            "https://",
            "~~",
            "- ",
            "^",
        ];
        var cleaner = SpeechTextCleaner.CreateDefault();
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(25)).Select(_ => parts[random.Next(parts.Length)])
            );
            var spoken = cleaner.Clean(text);
            Assert.Equal(spoken.Trim(), spoken);
            Assert.DoesNotContain("👍", spoken, StringComparison.Ordinal);
        }
    }
}
