using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceAgent.Vendors;

namespace VoiceAgent.Providers.Deepgram;

/// <summary>How Deepgram hears and speaks.</summary>
public sealed class DeepgramOptions
{
    internal static readonly Vendor Vendor = Vendor.Of("Deepgram");

    /// <summary>The key; null takes the environment's <c>DEEPGRAM_API_KEY</c>. Never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Address up to <c>/v1</c>. Default Deepgram's own.</summary>
    [Url]
    public string BaseUrl { get; set; } = "https://api.deepgram.com/v1";

    /// <summary>Model that hears. Default <c>nova-3</c>.</summary>
    [Required]
    public string Model { get; set; } = "nova-3";

    /// <summary>Voice of sessions that name none. Default <c>aura-2-thalia-en</c>.</summary>
    [Required]
    public string Voice { get; set; } = "aura-2-thalia-en";

    /// <summary>Seconds a socket that is sent audio may be silent before it is replaced: 1 to 60, default 5.</summary>
    [Range(1.0, 60.0)]
    public double SilenceLimitSeconds { get; set; } = 5;

    internal string Authorization => $"Token {Vendor.RequireKey(ApiKey)}";
}

/// <summary>Holds <see cref="DeepgramOptions"/> to their documented ranges.</summary>
[OptionsValidator]
internal sealed partial class DeepgramOptionsValidator : IValidateOptions<DeepgramOptions>;
