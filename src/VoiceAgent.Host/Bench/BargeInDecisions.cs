using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.Hosting.Bench;

/// <summary>Notes, in the server, when speech was detected and when it was decided to fall silent. Thread-safe.</summary>
internal sealed class BargeInDecisions : IFrameObserver
{
    private long _detected;
    private long _decided;

    /// <summary>When speech was first detected since <see cref="Forget"/>, as a timestamp; 0 when it was not.</summary>
    public long Detected => Volatile.Read(ref _detected);

    /// <summary>When the agent was first told to pause or stop since <see cref="Forget"/>, as a timestamp; 0 when it was not.</summary>
    public long Decided => Volatile.Read(ref _decided);

    public void Forget()
    {
        Volatile.Write(ref _detected, 0);
        Volatile.Write(ref _decided, 0);
    }

    public void OnFrame(in FrameHop hop)
    {
        if (hop.Frame is VadUserStartedSpeakingFrame)
        {
            Interlocked.CompareExchange(ref _detected, TimeProvider.System.GetTimestamp(), 0);
        }
        else if (hop.Frame is PauseOutputFrame or InterruptionFrame)
        {
            Interlocked.CompareExchange(ref _decided, TimeProvider.System.GetTimestamp(), 0);
        }
    }
}
