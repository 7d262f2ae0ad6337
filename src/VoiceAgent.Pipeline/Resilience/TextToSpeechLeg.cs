using VoiceAgent.Tts;

namespace VoiceAgent.Resilience;

/// <summary>What is asked of a voice.</summary>
internal enum SpeakCommandKind
{
    Write,
    Flush,
    Cancel,
}

/// <summary>One thing asked of a voice.</summary>
/// <param name="Kind">Write, flush or cancel.</param>
/// <param name="Utterance">The utterance, or the last one to be cancelled.</param>
/// <param name="Text">What is written.</param>
internal readonly record struct SpeakCommand(SpeakCommandKind Kind, long Utterance, string Text = "");

/// <summary>One voice's part in a session.</summary>
internal sealed class TextToSpeechLeg(
    ProviderCandidate<ITextToSpeech> candidate,
    TextToSpeechSessionOptions options,
    TimeSpan openDeadline,
    TimeProvider time,
    IProviderLegListener<TextToSpeechEvent> listener
) : ProviderLeg<ITextToSpeechSession, SpeakCommand, TextToSpeechEvent>(candidate.Circuit, openDeadline, time, listener)
{
    protected override ValueTask<ITextToSpeechSession> OpenAsync(CancellationToken cancellationToken) =>
        candidate.Provider.OpenAsync(options, cancellationToken);

    protected override ValueTask SendAsync(
        ITextToSpeechSession session,
        SpeakCommand command,
        CancellationToken cancellationToken
    ) =>
        command.Kind switch
        {
            SpeakCommandKind.Write => session.WriteAsync(command.Utterance, command.Text, cancellationToken),
            SpeakCommandKind.Flush => session.FlushAsync(command.Utterance, cancellationToken),
            _ => session.CancelAsync(command.Utterance, cancellationToken),
        };

    protected override IAsyncEnumerable<TextToSpeechEvent> Read(
        ITextToSpeechSession session,
        CancellationToken cancellationToken
    ) => session.ReadEventsAsync(cancellationToken);
}
