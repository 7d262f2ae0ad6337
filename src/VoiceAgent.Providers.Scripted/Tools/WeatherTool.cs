using System.ComponentModel;

namespace VoiceAgent.Providers.Scripted.Tools;

/// <summary>Tells the weather out of a fixed table.</summary>
internal sealed class WeatherTool(TimeProvider timeProvider)
{
    /// <summary>The tool.</summary>
    [Description("Tells the weather of today or tomorrow in a city.")]
    public WeatherAnswer GetWeather(
        [Description("Name of a city.")] string city,
        [Description("Today or tomorrow.")] DateOnly date
    )
    {
        if (DemoCities.Find(city) is not { } known)
        {
            return new WeatherAnswer(Problem: $"I don't know the weather in {city}.");
        }

        var today = DateOnly.FromDateTime(timeProvider.GetLocalNow().DateTime);
        return (date.DayNumber - today.DayNumber) switch
        {
            0 => new WeatherAnswer(known.Name, "today", known.Today, known.Degrees),
            1 => new WeatherAnswer(known.Name, "tomorrow", known.Tomorrow, known.DegreesTomorrow),
            _ => new WeatherAnswer(Problem: "I only know the weather for today and tomorrow."),
        };
    }
}
