using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using VoiceAgent.Text;

namespace VoiceAgent.Turns;

/// <summary>Checks <see cref="UserTurnOptions"/> against the ranges they document.</summary>
public sealed class UserTurnOptionsValidator : IValidateOptions<UserTurnOptions>
{
    private const MuteTimes AllMutes =
        MuteTimes.UntilFirstBotTurnEnds | MuteTimes.FirstBotSpeech | MuteTimes.WhileToolRuns | MuteTimes.WhileBotSpeaks;

    private static readonly UserTurnRangeValidator Ranges = new();

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, UserTurnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(Ranges.Validate(name, options));
        if (options.Starts is TurnStarts.None || (options.Starts & ~TurnStarts.All) != TurnStarts.None)
        {
            result.AddError("choose at least one of Voice, Words, Provider.", nameof(options.Starts));
        }

        if ((options.Mute & ~AllMutes) != MuteTimes.None)
        {
            result.AddError(
                "choose among UntilFirstBotTurnEnds, FirstBotSpeech, WhileToolRuns, WhileBotSpeaks.",
                nameof(options.Mute)
            );
        }

        if (!Enum.IsDefined(options.Interruption))
        {
            result.AddError("choose Allowed, Queued or Ignored.", nameof(options.Interruption));
        }

        if (!Enum.IsDefined(options.Onset))
        {
            result.AddError("choose Pause, Duck or Cut.", nameof(options.Onset));
        }

        Check(result, options.WakePhrases, nameof(options.WakePhrases));
        Check(result, options.InterruptingPhrases, nameof(options.InterruptingPhrases));
        Check(result, options.Backchannels, nameof(options.Backchannels));
        return result.Build();
    }

    private static void Check(ValidateOptionsResultBuilder result, IReadOnlyList<string>? phrases, string property)
    {
        foreach (var phrase in phrases ?? [])
        {
            if (SpokenText.CountWords(phrase) == 0)
            {
                result.AddError($"'{phrase}' holds no word; remove it.", property);
            }
        }
    }
}

/// <summary>The ranges that stand in attributes.</summary>
[OptionsValidator]
[SuppressMessage("Performance", "CA1812", Justification = "Made above")]
internal sealed partial class UserTurnRangeValidator : IValidateOptions<UserTurnOptions>;
