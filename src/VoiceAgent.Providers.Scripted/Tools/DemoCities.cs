namespace VoiceAgent.Providers.Scripted.Tools;

/// <summary>A city of the demo: its time zone (IANA) and its weather, which never changes.</summary>
/// <param name="Name">As the agent says it.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Today">Sky today.</param>
/// <param name="Degrees">Highest temperature today, in degrees Celsius.</param>
/// <param name="Tomorrow">Sky tomorrow.</param>
/// <param name="DegreesTomorrow">Highest temperature tomorrow, in degrees Celsius.</param>
internal sealed record DemoCity(
    string Name,
    string TimeZone,
    string Today,
    int Degrees,
    string Tomorrow,
    int DegreesTomorrow
);

/// <summary>The cities the demo knows.</summary>
internal static class DemoCities
{
    private static readonly Dictionary<string, DemoCity> ByName = new DemoCity[]
    {
        new("Mountain View", "America/Los_Angeles", "sunny", 22, "sunny", 23),
        new("San Francisco", "America/Los_Angeles", "foggy", 16, "partly cloudy", 18),
        new("Los Angeles", "America/Los_Angeles", "sunny", 26, "sunny", 27),
        new("Seattle", "America/Los_Angeles", "rainy", 12, "cloudy", 14),
        new("Portland", "America/Los_Angeles", "cloudy", 14, "rainy", 13),
        new("Denver", "America/Denver", "windy", 15, "sunny", 18),
        new("Dallas", "America/Chicago", "sunny", 29, "stormy", 24),
        new("Chicago", "America/Chicago", "windy", 9, "cloudy", 11),
        new("Atlanta", "America/New_York", "partly cloudy", 24, "rainy", 20),
        new("Miami", "America/New_York", "stormy", 30, "sunny", 31),
        new("New York", "America/New_York", "partly cloudy", 17, "sunny", 19),
        new("Boston", "America/New_York", "cloudy", 13, "partly cloudy", 15),
        new("Washington", "America/New_York", "sunny", 20, "cloudy", 18),
        new("Toronto", "America/Toronto", "snowy", 1, "cloudy", 3),
        new("London", "Europe/London", "rainy", 11, "rainy", 12),
        new("Paris", "Europe/Paris", "cloudy", 14, "sunny", 16),
        new("Berlin", "Europe/Berlin", "cloudy", 10, "rainy", 9),
        new("Madrid", "Europe/Madrid", "sunny", 24, "sunny", 25),
        new("Rome", "Europe/Rome", "sunny", 21, "partly cloudy", 20),
        new("Amsterdam", "Europe/Amsterdam", "windy", 11, "rainy", 10),
        new("Tokyo", "Asia/Tokyo", "sunny", 19, "rainy", 17),
        new("Sydney", "Australia/Sydney", "sunny", 25, "stormy", 22),
    }.ToDictionary(city => city.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them.</summary>
    public static IEnumerable<DemoCity> All => ByName.Values;

    /// <summary>A city by name, in any case; null when it is not known.</summary>
    public static DemoCity? Find(string name) => ByName.GetValueOrDefault(name);
}
