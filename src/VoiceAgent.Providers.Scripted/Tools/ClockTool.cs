using System.ComponentModel;
using System.Globalization;

namespace VoiceAgent.Providers.Scripted.Tools;

/// <summary>Tells the time.</summary>
internal sealed class ClockTool(TimeProvider timeProvider)
{
    /// <summary>The tool.</summary>
    [Description("Tells the local time and day, here or in a city.")]
    public ClockAnswer GetTime([Description("Name of a city; leave out for here.")] string? city = null)
    {
        if (city is null)
        {
            return Say(timeProvider.GetLocalNow(), null);
        }

        return
            DemoCities.Find(city) is { } known && TimeZoneInfo.TryFindSystemTimeZoneById(known.TimeZone, out var zone)
            ? Say(TimeZoneInfo.ConvertTime(timeProvider.GetUtcNow(), zone), known.Name)
            : new ClockAnswer(Problem: $"I don't know what time it is in {city}.");
    }

    private static ClockAnswer Say(DateTimeOffset now, string? city) =>
        new(
            now.ToString("h:mm tt", CultureInfo.InvariantCulture),
            now.ToString("dddd, MMMM d", CultureInfo.InvariantCulture),
            city
        );
}
