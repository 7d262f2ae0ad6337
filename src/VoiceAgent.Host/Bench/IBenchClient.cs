using VoiceAgent.Transports;

namespace VoiceAgent.Hosting.Bench;

/// <summary>A client of the load test.</summary>
internal interface IBenchClient
{
    /// <summary>The session's end of it.</summary>
    IMediaConnection Connection { get; }

    /// <summary>Pieces of audio it has sent.</summary>
    long FramesIn { get; }

    /// <summary>Pieces of audio it was sent.</summary>
    long FramesOut { get; }

    /// <summary>Sends the next 20 ms from its microphone.</summary>
    void Hear();
}
