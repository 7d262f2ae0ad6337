using System.Text.Json.Serialization;

namespace VoiceAgent.Providers.Scripted.Tools;

/// <summary>A local time and day, ready to be said.</summary>
internal sealed record ClockAnswer(
    string? Time = null,
    string? Day = null,
    string? City = null,
    string? Problem = null
);

/// <summary>A forecast, ready to be said.</summary>
internal sealed record WeatherAnswer(
    string? City = null,
    string? Day = null,
    string? Sky = null,
    int? Degrees = null,
    string? Problem = null
);

/// <summary>A sum.</summary>
internal sealed record CalculatorAnswer(double? Value = null, string? Spoken = null, string? Problem = null);

/// <summary>What the fact file says, or that it says nothing.</summary>
internal sealed record FactAnswer(string? Answer = null, string? Problem = null);

/// <summary>A booking.</summary>
internal sealed record BookingAnswer(string? Reference = null, string? Problem = null);

/// <summary>Serialisation of the built-in tools without reflection. What is null is left out, so templates see what is known.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ClockAnswer))]
[JsonSerializable(typeof(WeatherAnswer))]
[JsonSerializable(typeof(CalculatorAnswer))]
[JsonSerializable(typeof(FactAnswer))]
[JsonSerializable(typeof(BookingAnswer))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(TimeOnly))]
internal sealed partial class ToolJsonContext : JsonSerializerContext;
