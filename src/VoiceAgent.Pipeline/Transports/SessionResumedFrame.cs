using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>
/// Tells a client that its conversation goes on, before anything else. It drops the audio it holds: that comes again, behind a mark.
/// </summary>
/// <param name="Resume">How it may come back the next time.</param>
/// <param name="ReceivedSamples">Samples of its microphone received in the conversation so far: it sends on from there.</param>
/// <param name="ReceivedTexts">Typed texts received so far: it sends the others again.</param>
/// <param name="IsComplete">False when messages it has missed are not kept any more.</param>
public sealed record SessionResumedFrame(ResumeOffer Resume, long ReceivedSamples, long ReceivedTexts, bool IsComplete)
    : SystemFrame;
