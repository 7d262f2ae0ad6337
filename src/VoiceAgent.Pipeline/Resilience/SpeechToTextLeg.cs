using VoiceAgent.Audio;
using VoiceAgent.Stt;

namespace VoiceAgent.Resilience;

/// <summary>One recogniser's part in a session.</summary>
internal sealed class SpeechToTextLeg(
    ProviderCandidate<ISpeechToText> candidate,
    SpeechToTextSessionOptions options,
    TimeSpan openDeadline,
    TimeProvider time,
    IProviderLegListener<SpeechToTextEvent> listener
) : ProviderLeg<ISpeechToTextSession, SttCommand, SpeechToTextEvent>(candidate.Circuit, openDeadline, time, listener)
{
    private readonly AudioFormat _format = new(candidate.Provider.Capabilities.SampleRate);
    private readonly AudioConverter _converter = new(
        options.Format,
        new AudioFormat(candidate.Provider.Capabilities.SampleRate)
    );

    protected override ValueTask<ISpeechToTextSession> OpenAsync(CancellationToken cancellationToken) =>
        candidate.Provider.OpenAsync(options with { Format = _format }, cancellationToken);

    protected override ValueTask SendAsync(
        ISpeechToTextSession session,
        SttCommand command,
        CancellationToken cancellationToken
    )
    {
        if (command.IsFinal)
        {
            return session.FinalizeAsync(cancellationToken);
        }

        var audio = _converter.Convert(command.Audio);
        return audio.IsEmpty ? default : session.WriteAsync(audio, cancellationToken);
    }

    protected override IAsyncEnumerable<SpeechToTextEvent> Read(
        ISpeechToTextSession session,
        CancellationToken cancellationToken
    ) => session.ReadEventsAsync(cancellationToken);
}
