using Microsoft.Extensions.Options;

namespace VoiceAgent.Providers.PocketSphinx;

/// <summary>Holds <see cref="PocketSphinxOptions"/> to their documented ranges.</summary>
[OptionsValidator]
internal sealed partial class PocketSphinxRangeValidator : IValidateOptions<PocketSphinxOptions>;

/// <summary>The ranges, and what attributes cannot say.</summary>
internal sealed class PocketSphinxOptionsValidator : IValidateOptions<PocketSphinxOptions>
{
    private static readonly TimeSpan LongestLease = TimeSpan.FromSeconds(60);
    private readonly PocketSphinxRangeValidator _ranges = new();

    public ValidateOptionsResult Validate(string? name, PocketSphinxOptions options) =>
        options.LeaseTimeout < TimeSpan.Zero || options.LeaseTimeout > LongestLease
            ? ValidateOptionsResult.Fail($"LeaseTimeout: must be between 0 and {LongestLease.TotalSeconds} s.")
            : _ranges.Validate(name, options);
}
