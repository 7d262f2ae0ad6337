namespace VoiceAgent.Stt;

/// <summary>
/// Makes a live recogniser of an engine that hears whole segments: audio is kept until the segment is finalised, then
/// recognised in one go. It reports no interim results and wants speech only.
/// </summary>
public sealed class SegmentedSpeechToText : ISpeechToText
{
    private readonly ISegmentRecognizer _recognizer;
    private readonly TimeSpan _maximumPart;

    /// <summary>Adapts an engine, which it does not own.</summary>
    /// <param name="recognizer">The engine.</param>
    /// <param name="name">Name for logs and metrics.</param>
    /// <param name="sampleRate">Rate the engine wants, in hertz.</param>
    /// <param name="maximumPart">
    /// Longest audio the engine gets at once, 1 s to 5 min; 30 s (Whisper's window) when null. A longer segment is recognised
    /// in parts, and their texts are joined into its one final result.
    /// </param>
    public SegmentedSpeechToText(
        ISegmentRecognizer recognizer,
        string name,
        int sampleRate,
        TimeSpan? maximumPart = null
    )
    {
        _maximumPart = maximumPart ?? TimeSpan.FromSeconds(30);
        ArgumentOutOfRangeException.ThrowIfLessThan(_maximumPart, TimeSpan.FromSeconds(1), nameof(maximumPart));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_maximumPart, TimeSpan.FromMinutes(5), nameof(maximumPart));
        _recognizer = recognizer;
        Capabilities = new()
        {
            Name = name,
            SpeechOnly = true,
            SampleRate = sampleRate,
        };
    }

    /// <inheritdoc />
    public SpeechToTextCapabilities Capabilities { get; }

    /// <inheritdoc />
    public ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    ) => new(new SegmentedSpeechToTextSession(_recognizer, options, _maximumPart));
}
