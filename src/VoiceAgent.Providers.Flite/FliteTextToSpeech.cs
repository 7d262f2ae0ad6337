using Microsoft.Extensions.Options;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Providers.Flite.Native;
using VoiceAgent.Tts;

namespace VoiceAgent.Providers.Flite;

/// <summary>
/// Text to speech in this process with Flite 2: English, 16 kHz, streamed in blocks of some 25 ms with word times, silent
/// within milliseconds of a cancel.
/// </summary>
/// <remarks>
/// The library is loaded when the first session is opened, and stays loaded. Text the voices cannot speak (emoji, scripts
/// other than Latin) is left out; Latin letters lose their accents. Voices for <see cref="TextToSpeechSessionOptions.Voice"/>:
/// <c>rms</c>, <c>slt</c>, <c>kal16</c>. Source of the interface: the headers of flite 2.2.
/// </remarks>
public sealed class FliteTextToSpeech : ITextToSpeech, IDisposable
{
    private readonly FliteOptions _options;
    private readonly SemaphoreSlim _places;

    /// <summary>A voice with these options.</summary>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public FliteTextToSpeech(FliteOptions options)
    {
        var result = new FliteOptionsValidator().Validate(null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(nameof(FliteOptions), typeof(FliteOptions), result.Failures);
        }

        _options = options;
        _places = new SemaphoreSlim(options.MaximumConcurrency);
    }

    /// <inheritdoc />
    public TextToSpeechCapabilities Capabilities { get; } =
        new()
        {
            Name = "flite",
            Format = new AudioFormat(16000),
            WordTimes = true,
        };

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">
    /// The library is not installed (<see cref="ErrorCodes.EngineMissing"/>), or the voice or language is not one of its own
    /// (<see cref="ErrorCodes.InvalidConfiguration"/>).
    /// </exception>
    public ValueTask<ITextToSpeechSession> OpenAsync(
        TextToSpeechSessionOptions options,
        CancellationToken cancellationToken
    ) => new(new SentenceTextToSpeechSession(CreateSynthesizer(options)));

    /// <summary>Gives up the bookkeeping; open sessions must have been disposed before.</summary>
    public void Dispose() => _places.Dispose();

    internal FliteSynthesizer CreateSynthesizer(TextToSpeechSessionOptions options)
    {
        if (options.Language is { Length: > 0 } language && !IsEnglish(language))
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                "Flite speaks English only; choose another text to speech provider for this language."
            );
        }

        var library = FliteLibrary.TryLoad(_options.LibraryFolder, out var availability);
        availability.ThrowIfMissing();
        var voice = library!.Voice(options.Voice ?? _options.Voice);
        return new FliteSynthesizer(library, voice, _options.Speed, _places);
    }

    private static bool IsEnglish(string language) =>
        language.Equals("en", StringComparison.OrdinalIgnoreCase)
        || language.StartsWith("en-", StringComparison.OrdinalIgnoreCase);
}
