using System.ComponentModel.DataAnnotations;

namespace VoiceAgent.Providers.Flite;

/// <summary>How Flite speaks.</summary>
public sealed class FliteOptions
{
    /// <summary>
    /// Voice of sessions that name none: <c>rms</c> (default; male, clearest), <c>slt</c> (female) or <c>kal16</c> (robotic, but
    /// twenty times faster).
    /// </summary>
    [Required]
    public string Voice { get; set; } = "rms";

    /// <summary>How fast it speaks, 0.5 (half) to 2 (double); 1 by default.</summary>
    [Range(0.5, 2.0)]
    public double Speed { get; set; } = 1;

    /// <summary>
    /// Most texts synthesised at the same time over all sessions, 1 to 256; the number of processors by default. Further ones
    /// wait their turn, first come first served.
    /// </summary>
    [Range(1, 256)]
    public int MaximumConcurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>Folder to look for the libraries in before the system's own; null for the system's only.</summary>
    public string? LibraryFolder { get; set; }
}
