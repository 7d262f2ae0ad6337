using VoiceAgent.Errors;
using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Templates;

public sealed class TemplateTests
{
    private static readonly Dictionary<string, SlotValue> Values = new()
    {
        ["city"] = new("Rome", "Rome"),
        ["sky"] = new("sunny", "sunny"),
        ["one"] = new(1L, "1"),
        ["two"] = new(2L, "2"),
    };

    [Theory]
    [InlineData("In {city}.", "In Rome.")]
    [InlineData("It is fine [in {city}] [on {day}] now.", "It is fine in Rome now.")]
    [InlineData("{sky} in {city}", "Sunny in Rome")]
    [InlineData("{one} {one|person|people}, {two} {two|person|people}", "1 person, 2 people")]
    [InlineData(@"\{city\} \[x\] \\", @"{city} [x] \")]
    public void A_text_is_filled(string text, string filled) => Assert.Equal(filled, Parse(text).Render(Find));

    [Fact]
    public void A_text_with_an_unknown_value_is_not_said() => Assert.Null(Parse("On {day}.").Render(Find));

    [Fact]
    public void An_argument_keeps_the_type_of_its_value()
    {
        Assert.Equal(1L, Parse("{one}").ToArgument(Find));
        Assert.Equal("capital of Rome", Parse("capital of {city}").ToArgument(Find));
        Assert.Null(Parse("{day}").ToArgument(Find));
    }

    [Fact]
    public void Of_several_lines_those_that_say_most_are_used_in_turn()
    {
        var lines = new ReplyLines([Parse("Hm."), Parse("{city}!"), Parse("Oh, {city}."), Parse("{city} on {day}")]);

        Assert.Equal(
            ["Rome!", "Oh, Rome.", "Rome!"],
            Enumerable.Range(0, 3).Select(times => lines.Render(Find, times))
        );
    }

    private static SlotValue? Find(string name) => Values.GetValueOrDefault(name);

    private static Template Parse(string text) =>
        TemplateParser.Parse(text, message => new VoiceAgentException(ErrorCodes.InvalidAgent, message));
}
