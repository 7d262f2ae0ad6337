namespace VoiceAgent.Audio;

/// <summary>Shape of 16-bit little-endian PCM: how many samples a second, how many interleaved channels.</summary>
/// <param name="SampleRate">Samples per second and channel, 8000 to 48000.</param>
/// <param name="Channels">Interleaved channels, 1 unless said otherwise.</param>
public readonly record struct AudioFormat(int SampleRate, int Channels = 1)
{
    /// <summary>Lowest sample rate accepted anywhere, in hertz.</summary>
    public const int MinSampleRate = 8000;

    /// <summary>Highest sample rate accepted anywhere, in hertz.</summary>
    public const int MaxSampleRate = 48000;

    /// <summary>16 kHz mono: what agents listen to unless told otherwise.</summary>
    public static AudioFormat Input16Khz => new(16000);

    /// <summary>24 kHz mono: what agents speak unless told otherwise.</summary>
    public static AudioFormat Output24Khz => new(24000);

    /// <summary>Bytes of one sample across all channels.</summary>
    public int BytesPerSample => 2 * Channels;

    /// <summary>Bytes of one second.</summary>
    public int BytesPerSecond => SampleRate * BytesPerSample;

    /// <summary>True when the rate is between 8000 and 48000 Hz and there is at least one channel.</summary>
    public bool IsValid => SampleRate is >= MinSampleRate and <= MaxSampleRate && Channels is 1 or 2;

    /// <summary>How long <paramref name="bytes"/> of this format last.</summary>
    public TimeSpan DurationOf(long bytes) => SamplesToTime(bytes / BytesPerSample);

    /// <summary>How long <paramref name="samples"/> (per channel) last.</summary>
    public TimeSpan SamplesToTime(long samples) => new((long)((Int128)samples * TimeSpan.TicksPerSecond / SampleRate));

    /// <summary>Whole samples (per channel) in <paramref name="time"/>, rounded down.</summary>
    public long TimeToSamples(TimeSpan time) => (long)((Int128)time.Ticks * SampleRate / TimeSpan.TicksPerSecond);

    /// <summary>Bytes of whole samples in <paramref name="time"/>, rounded down.</summary>
    public int BytesIn(TimeSpan time) => checked((int)(TimeToSamples(time) * BytesPerSample));

    /// <inheritdoc />
    public override string ToString() => Channels == 1 ? $"{SampleRate} Hz" : $"{SampleRate} Hz x{Channels}";
}
