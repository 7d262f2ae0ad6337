using System.ComponentModel;
using System.Globalization;

namespace VoiceAgent.Providers.Scripted.Tools;

/// <summary>Does a sum with two numbers.</summary>
internal static class CalculatorTool
{
    /// <summary>The tool.</summary>
    [Description("Adds, subtracts, multiplies or divides two numbers.")]
    public static CalculatorAnswer Calculate(
        [Description("First number.")] double left,
        [Description("plus, minus, times, divided by or percent of.")] string operation,
        [Description("Second number.")] double right
    )
    {
        double? value = operation switch
        {
            "plus" => left + right,
            "minus" => left - right,
            "times" => left * right,
            "divided by" when right is not 0 => left / right,
            "percent of" => left * right / 100,
            _ => null,
        };
        return value is { } known && double.IsFinite(known) ? new CalculatorAnswer(known, Say(known))
            : operation == "divided by" && right is 0 ? new CalculatorAnswer(Problem: "Nothing can be divided by zero.")
            : new CalculatorAnswer(Problem: $"I can't work out {operation}.");
    }

    private static string Say(double value)
    {
        var rounded = Math.Round(value, 2);
        var about = Math.Abs(rounded - value) > 1e-9 ? "about " : "";
        var minus = rounded < 0 ? "minus " : "";
        return about + minus + Math.Abs(rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }
}
