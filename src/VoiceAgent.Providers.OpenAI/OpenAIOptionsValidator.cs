using Microsoft.Extensions.Options;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>Holds <see cref="OpenAIOptions"/> to their documented ranges.</summary>
[OptionsValidator]
internal sealed partial class OpenAIRangesValidator : IValidateOptions<OpenAIOptions>;

/// <summary>The ranges, the preset's name and the address.</summary>
internal sealed class OpenAIOptionsValidator : IValidateOptions<OpenAIOptions>
{
    private readonly OpenAIRangesValidator _ranges = new();

    public ValidateOptionsResult Validate(string? name, OpenAIOptions options)
    {
        if (options.Preset is { } preset && OpenAIPresets.Find(preset) is null)
        {
            return ValidateOptionsResult.Fail(
                $"VoiceAgent:OpenAI:Preset is '{preset}'; choose one of {string.Join(", ", OpenAIPresets.All.Select(p => p.Name))}."
            );
        }

        if (
            options.BaseUrl is { } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
        )
        {
            return ValidateOptionsResult.Fail(
                "VoiceAgent:OpenAI:BaseUrl is no address; write it like http://localhost:11434/v1."
            );
        }

        return _ranges.Validate(name, options);
    }
}
