using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceAgent.Vendors;

namespace VoiceAgent.Providers.ElevenLabsDotNet;

/// <summary>How ElevenLabs speaks, with the package ElevenLabs-DotNet.</summary>
public sealed class ElevenLabsDotNetOptions
{
    // The section and the variable are those of the default provider: it is the same vendor.
    internal static readonly Vendor Vendor = Vendor.Of("ElevenLabs") with { Name = "elevenlabs-dotnet" };

    /// <summary>The key; null takes the environment's <c>ELEVENLABS_API_KEY</c>. Never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Address of the server; a <c>/v1</c> at its end is no matter. Default ElevenLabs' own.</summary>
    [Url]
    public string BaseUrl { get; set; } = "https://api.elevenlabs.io";

    /// <summary>Model that speaks. Default <c>eleven_flash_v2_5</c>.</summary>
    [Required]
    public string Model { get; set; } = "eleven_flash_v2_5";

    /// <summary>Id of the voice of sessions that name none. Default "Rachel".</summary>
    [Required]
    public string Voice { get; set; } = "21m00Tcm4TlvDq8ikWAM";

    /// <summary>How even the voice is, 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Stability { get; set; } = 0.5;

    /// <summary>How close it keeps to the recorded one, 0 to 1. Default 0.75.</summary>
    [Range(0.0, 1.0)]
    public double Similarity { get; set; } = 0.75;

    /// <summary>How much of the speaker's manner is laid on, 0 to 1. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double Style { get; set; }

    /// <summary>True brings the voice nearer to the speaker, and takes longer. Default true.</summary>
    public bool SpeakerBoost { get; set; } = true;

    /// <summary>How fast it speaks, 0.7 to 1.2. Default 1.</summary>
    [Range(0.7, 1.2)]
    public double Speed { get; set; } = 1;

    internal bool IsConfigured => Vendor.HasKey(ApiKey);
}

/// <summary>Holds <see cref="ElevenLabsDotNetOptions"/> to their documented ranges.</summary>
[OptionsValidator]
internal sealed partial class ElevenLabsDotNetOptionsValidator : IValidateOptions<ElevenLabsDotNetOptions>;
