using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceAgent.Audio;
using VoiceAgent.Vendors;

namespace VoiceAgent.Providers.ElevenLabs;

/// <summary>How ElevenLabs speaks and hears.</summary>
public sealed class ElevenLabsOptions
{
    internal static readonly Vendor Vendor = Vendor.Of("ElevenLabs");

    /// <summary>Header of the key.</summary>
    internal const string KeyHeader = "xi-api-key";

    /// <summary>The key; null takes the environment's <c>ELEVENLABS_API_KEY</c>. Never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Address up to <c>/v1</c>. Default ElevenLabs' own.</summary>
    [Url]
    public string BaseUrl { get; set; } = "https://api.elevenlabs.io/v1";

    /// <summary>Model that speaks. Default <c>eleven_flash_v2_5</c>.</summary>
    [Required]
    public string Model { get; set; } = "eleven_flash_v2_5";

    /// <summary>Id of the voice of sessions that name none. Default "Rachel".</summary>
    [Required]
    public string Voice { get; set; } = "21m00Tcm4TlvDq8ikWAM";

    /// <summary>How the text gets there. Default <see cref="ElevenLabsStreaming.Socket"/>.</summary>
    public ElevenLabsStreaming Streaming { get; set; }

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

    /// <summary>How much quality is given for time, 0 to 4, over HTTP. Null, the default, leaves it to the vendor.</summary>
    [Range(0, 4)]
    public int? StreamingLatency { get; set; }

    /// <summary>Model that hears. Default <c>scribe_v2_realtime</c>.</summary>
    [Required]
    public string TranscriptionModel { get; set; } = "scribe_v2_realtime";

    internal static AudioFormat Format => AudioFormat.Output24Khz;

    internal Uri Address => new(BaseUrl.TrimEnd('/') + '/');

    internal bool IsConfigured => Vendor.HasKey(ApiKey);

    internal string Key => Vendor.RequireKey(ApiKey);
}

/// <summary>How text gets to ElevenLabs.</summary>
public enum ElevenLabsStreaming
{
    /// <summary>Over one WebSocket per conversation, with word times; over HTTP where no socket can be opened.</summary>
    Socket,

    /// <summary>One HTTP request per sentence, without word times.</summary>
    Http,
}

/// <summary>Holds <see cref="ElevenLabsOptions"/> to their documented ranges.</summary>
[OptionsValidator]
internal sealed partial class ElevenLabsOptionsValidator : IValidateOptions<ElevenLabsOptions>;
