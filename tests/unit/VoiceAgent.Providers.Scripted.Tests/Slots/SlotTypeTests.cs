using VoiceAgent.Providers.Scripted.Words;

namespace VoiceAgent.Providers.Scripted.Slots;

public sealed class SlotTypeTests
{
    [Theory]
    [InlineData("two thirty p m", "14:30")]
    [InlineData("2:30 pm", "14:30")]
    [InlineData("2:30pm", "14:30")]
    [InlineData("2:30 p.m.", "14:30")]
    [InlineData("14:30", "14:30")]
    [InlineData("02:30", "02:30")]
    [InlineData("two thirty", "14:30")]
    [InlineData("nine fifteen", "09:15")]
    [InlineData("nine oh five", "09:05")]
    [InlineData("three o'clock", "15:00")]
    [InlineData("3 o'clock in the afternoon", "15:00")]
    [InlineData("three in the morning", "03:00")]
    [InlineData("half past two", "14:30")]
    [InlineData("quarter to four", "15:45")]
    [InlineData("a quarter past nine", "09:15")]
    [InlineData("ten to one", "12:50")]
    [InlineData("twenty five past eleven a m", "11:25")]
    [InlineData("noon", "12:00")]
    [InlineData("midnight", "00:00")]
    [InlineData("twelve a m", "00:00")]
    [InlineData("12 pm", "12:00")]
    [InlineData("fourteen thirty", "14:30")]
    [InlineData("fourteen hundred", "14:00")]
    [InlineData("twenty one fifteen", "21:15")]
    [InlineData("seven", "07:00")]
    [InlineData("six", "18:00")]
    public void Times_are_read(string text, string value) => Assert.Equal(value, Read(new TimeType(), text)?.Value);

    [Theory]
    [InlineData("25:00")]
    [InlineData("12:60")]
    [InlineData("fourteen p m")]
    [InlineData("half past thirteen")]
    [InlineData("one hundred")]
    [InlineData("p m")]
    [InlineData("o'clock")]
    [InlineData("thirty")]
    [InlineData("two sixty")]
    public void Other_words_are_no_times(string text) => Assert.Null(Read(new TimeType(), text));

    [Theory]
    [InlineData("today", "2026-03-04")]
    [InlineData("tonight", "2026-03-04")]
    [InlineData("tomorrow", "2026-03-05")]
    [InlineData("the day after tomorrow", "2026-03-06")]
    [InlineData("in three days", "2026-03-07")]
    [InlineData("friday", "2026-03-06")]
    [InlineData("wednesday", "2026-03-11")]
    [InlineData("next monday", "2026-03-09")]
    [InlineData("this tuesday", "2026-03-10")]
    [InlineData("march fourth", "2026-03-04")]
    [InlineData("march third", "2027-03-03")]
    [InlineData("March 3rd", "2027-03-03")]
    [InlineData("the third of april", "2026-04-03")]
    [InlineData("december the twenty first", "2026-12-21")]
    [InlineData("21 december", "2026-12-21")]
    [InlineData("february 29", "2028-02-29")]
    [InlineData("2026-03-14", "2026-03-14")]
    public void Dates_are_read(string text, string value) => Assert.Equal(value, Read(new DateType(), text)?.Value);

    [Theory]
    [InlineData("february thirtieth")]
    [InlineData("march")]
    [InlineData("third")]
    [InlineData("2026-13-01")]
    [InlineData("next week")]
    [InlineData("day")]
    public void Other_words_are_no_dates(string text) => Assert.Null(Read(new DateType(), text));

    [Theory]
    [InlineData("one hour", 60L)]
    [InlineData("an hour", 60L)]
    [InlineData("half an hour", 30L)]
    [InlineData("ninety minutes", 90L)]
    [InlineData("90 min", 90L)]
    [InlineData("an hour and a half", 90L)]
    [InlineData("two and a half hours", 150L)]
    [InlineData("one hour and fifteen minutes", 75L)]
    [InlineData("1 hour 30 minutes", 90L)]
    [InlineData("1.5 hours", 90L)]
    [InlineData("three quarters of an hour", 45L)]
    [InlineData("a quarter of an hour", 15L)]
    [InlineData("two", 120L)]
    [InlineData("forty five", 45L)]
    public void Durations_are_read_in_minutes(string text, long minutes) =>
        Assert.Equal(minutes, Read(new DurationType(), text)?.Value);

    [Theory]
    [InlineData("nine")]
    [InlineData("zero minutes")]
    [InlineData("hours")]
    [InlineData("and a half hours")]
    [InlineData("thirty hours")]
    [InlineData("999999 hours")]
    public void Other_words_are_no_durations(string text) => Assert.Null(Read(new DurationType(), text));

    [Theory]
    [InlineData("one zero oh four", "1004")]
    [InlineData("9 0 2 1 0", "90210")]
    public void Digits_are_read_one_by_one(string text, string digits) =>
        Assert.Equal(digits, Read(new DigitsType(), text)?.Value);

    [Fact]
    public void A_number_outside_its_range_is_refused_and_not_overlooked()
    {
        Assert.True(Read(new NumberType(1, 20), "fifty")!.Refused);
        Assert.False(Read(new NumberType(1, 20), "twenty")!.Refused);
        Assert.Null(Read(new NumberType(1, 20), "3.5"));
    }

    [Theory]
    [InlineData("today", "today")]
    [InlineData("friday", "Friday, March 6th")]
    [InlineData("march twenty second", "Sunday, March 22nd")]
    public void Dates_are_spoken(string text, string spoken) =>
        Assert.Equal(spoken, Read(new DateType(), text)!.Spoken);

    [Theory]
    [InlineData("one minute", "1 minute")]
    [InlineData("an hour", "1 hour")]
    [InlineData("ninety minutes", "1 hour and 30 minutes")]
    [InlineData("two hours", "2 hours")]
    public void Durations_are_spoken(string text, string spoken) =>
        Assert.Equal(spoken, Read(new DurationType(), text)!.Spoken);

    private static SlotValue? Read(SlotType type, string text) =>
        type.Parse(Tokenizer.Split(text).ToArray(), TestAgents.Now);
}
