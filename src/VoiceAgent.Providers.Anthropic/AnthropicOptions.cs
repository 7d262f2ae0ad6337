using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceAgent.Vendors;

namespace VoiceAgent.Providers.Anthropic;

/// <summary>How Anthropic's models are asked.</summary>
public sealed class AnthropicOptions
{
    internal static readonly Vendor Vendor = Vendor.Of("Anthropic");

    /// <summary>The key; null takes the environment's <c>ANTHROPIC_API_KEY</c>. Never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Address of the server. Default Anthropic's own.</summary>
    [Url]
    public string BaseUrl { get; set; } = "https://api.anthropic.com";

    /// <summary>Model that answers. Default <c>claude-haiku-4-5</c>.</summary>
    [Required]
    public string Model { get; set; } = "claude-haiku-4-5";

    /// <summary>Longest answer of requests that name none, in tokens, 1 to 64000. Default 1024.</summary>
    [Range(1, 64_000)]
    public int MaxOutputTokens { get; set; } = 1024;

    internal bool IsConfigured => Vendor.HasKey(ApiKey);

    internal string Key => Vendor.RequireKey(ApiKey);
}

/// <summary>Holds <see cref="AnthropicOptions"/> to their documented ranges.</summary>
[OptionsValidator]
internal sealed partial class AnthropicOptionsValidator : IValidateOptions<AnthropicOptions>;
