using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceAgent.Providers.Scripted.Demo;
using VoiceAgent.Providers.Scripted.Slots;

namespace VoiceAgent.Providers.Scripted.Tools;

public sealed class BuiltInToolTests
{
    private readonly ScriptedAgentTools _tools = new(new TestAgents.FrozenTime(TestAgents.Now));

    [Theory]
    [InlineData("plus", 2, 3, "5")]
    [InlineData("minus", 2, 3, "minus 1")]
    [InlineData("times", 7, 8, "56")]
    [InlineData("divided by", 7, 3, "about 2.33")]
    [InlineData("divided by", 1, 4, "0.25")]
    [InlineData("percent of", 15, 200, "30")]
    public async Task Sums_are_spoken(string operation, double left, double right, string spoken)
    {
        var result = await InvokeAsync(
            "calculate",
            new()
            {
                ["left"] = left,
                ["operation"] = operation,
                ["right"] = right,
            }
        );

        Assert.Equal(spoken, result.GetProperty("spoken").GetString());
    }

    [Theory]
    [InlineData("divided by", "Nothing can be divided by zero.")]
    [InlineData("modulo", "I can't work out modulo.")]
    public async Task A_sum_that_has_no_answer_is_a_problem(string operation, string problem)
    {
        var result = await InvokeAsync(
            "calculate",
            new()
            {
                ["left"] = 1L,
                ["operation"] = operation,
                ["right"] = 0L,
            }
        );

        Assert.Equal(problem, result.GetProperty("problem").GetString());
        Assert.False(result.TryGetProperty("spoken", out _));
    }

    [Theory]
    [InlineData("Seattle", "2026-03-04", "rainy")]
    [InlineData("seattle", "2026-03-05", "cloudy")]
    [InlineData("Seattle", "2026-03-06", null)]
    [InlineData("Atlantis", "2026-03-04", null)]
    public async Task The_weather_comes_from_the_table(string city, string date, string? sky)
    {
        var result = await InvokeAsync("get_weather", new() { ["city"] = city, ["date"] = date });

        Assert.Equal(sky, result.TryGetProperty("sky", out var found) ? found.GetString() : null);
        Assert.Equal(sky is null, result.TryGetProperty("problem", out _));
    }

    [Fact]
    public async Task A_booking_is_checked_and_its_reference_depends_on_it_alone()
    {
        Dictionary<string, object?> request = new()
        {
            ["place"] = "Rome",
            ["date"] = "2026-03-04",
            ["time"] = "14:30",
            ["minutes"] = 60L,
            ["people"] = 5L,
        };

        var first = await InvokeAsync("book_room", request);
        var again = await InvokeAsync("book_room", request);
        var other = await InvokeAsync("book_room", new(request) { ["people"] = 6L });
        var late = await InvokeAsync("book_room", new(request) { ["date"] = "2026-03-03" });
        var crowd = await InvokeAsync("book_room", new(request) { ["people"] = 21L });

        Assert.Matches("^[0-9]( [0-9]){3}$", first.GetProperty("reference").GetString());
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.NotEqual(first.GetRawText(), other.GetRawText());
        Assert.Equal("that day is over", late.GetProperty("problem").GetString());
        Assert.Equal("no room fits that", crowd.GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Unknown_questions_and_cities_are_problems()
    {
        Assert.True(
            (await InvokeAsync("answer_question", new() { ["question"] = "meaning of life" })).TryGetProperty(
                "problem",
                out _
            )
        );
        Assert.True((await InvokeAsync("get_time", new() { ["city"] = "Atlantis" })).TryGetProperty("problem", out _));
    }

    [Fact]
    public void Every_question_the_demo_can_ask_has_an_answer()
    {
        var facts = new FactsTool(DemoFiles.Read("facts.txt")).Questions;
        var definition = TestAgents.Demo.Definition;
        var lists = definition
            .Intents.Values.Where(intent => intent.Call?.Tool == "answer_question")
            .SelectMany(intent => intent.Hear.SelectMany(Patterns.PatternContents.Nodes))
            .OfType<Patterns.SlotPattern>()
            .DistinctBy(slot => slot.Type)
            .SelectMany(slot =>
                ((ListType)slot.Type).Values.Select(value => slot.Name == "country" ? $"capital of {value}" : value)
            );

        Assert.All(lists, question => Assert.Contains(question, facts, StringComparer.OrdinalIgnoreCase));
        Assert.InRange(facts.Count, 40, 100);
    }

    [Fact]
    public void Every_city_of_the_demo_has_weather_and_a_clock()
    {
        var cities = TestAgents
            .Demo.Definition.Forms["book-a-room"]
            .Slots.Select(slot => slot.Type)
            .OfType<ListType>()
            .Single()
            .Values;

        Assert.All(cities, city => Assert.NotNull(DemoCities.Find(city)));
    }

    private async Task<JsonElement> InvokeAsync(string tool, Dictionary<string, object?> arguments)
    {
        var result = await _tools
            .Find(tool)!
            .InvokeAsync(new AIFunctionArguments(arguments), TestContext.Current.CancellationToken);
        return Assert.IsType<JsonElement>(result);
    }
}
