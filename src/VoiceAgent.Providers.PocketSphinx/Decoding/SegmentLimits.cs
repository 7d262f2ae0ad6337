namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>The numbers by which segments are decoded. Frames are 10 ms apart.</summary>
internal sealed record SegmentLimits
{
    /// <summary>Frames of a voice gathered before a session's first segment is decoded, so that the cepstral mean begins near the truth.</summary>
    public int PrimingFrames { get; init; } = 30;

    /// <summary>Frames after which decoding begins whatever was heard.</summary>
    public int LongestPriming { get; init; } = 200;

    /// <summary>How far below the loudest frame a voice is still heard, in units of the first cepstrum: about 22 dB.</summary>
    public float VoiceRange { get; init; } = 25;

    /// <summary>Distance between loud and quiet from which nothing is done about noise, in units of the first cepstrum.</summary>
    public double QuietDistance { get; init; } = 32;

    /// <summary>Distance up to which noise is suppressed fully.</summary>
    public double NoisyDistance { get; init; } = 26;

    /// <summary>How many frames the model's own mean counts for beside what is heard.</summary>
    public int InitialMeanFrames { get; init; } = 10;

    /// <summary>Frames after which the mean begins to forget.</summary>
    public int MeanMemoryFrames { get; init; } = 500;

    /// <summary>Longest stretch the library decodes at once; it counts frames in 16 bits and ends the process beyond.</summary>
    public int MaximumUtteranceFrames { get; init; } = 3000;

    /// <summary>Lowest accepted difference per frame between the scores of grammar and phone loop.</summary>
    public double MinimumMargin { get; init; } = -12;
}
