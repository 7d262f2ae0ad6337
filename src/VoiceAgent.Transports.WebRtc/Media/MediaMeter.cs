using System.Diagnostics.Metrics;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>What one connection's audio adds to the counters of all, on <see cref="VoiceAgentTelemetry.Meter"/>. Not thread-safe.</summary>
internal sealed class MediaMeter
{
    private static readonly Counter<long> Packets = VoiceAgentTelemetry.Meter.CreateCounter<long>(
        "voiceagent.webrtc.audio.packets",
        description: "Audio packets that came, by what became of them."
    );

    private static readonly Counter<long> Repairs = VoiceAgentTelemetry.Meter.CreateCounter<long>(
        "voiceagent.webrtc.audio.repairs",
        description: "Pieces of audio that were restored, made up, left out or put in."
    );

    private static readonly Counter<long> DroppedInputs = VoiceAgentTelemetry.Meter.CreateCounter<long>(
        "voiceagent.webrtc.inputs.dropped",
        description: "Audio and messages of a client that the session did not take in time."
    );

    private JitterBufferCounters _told;
    private long _toldDropped;

    /// <summary>Counts what is new since the last call.</summary>
    /// <param name="now">What the jitter buffer did so far.</param>
    /// <param name="dropped">Inputs the session did not take so far.</param>
    public void Update(in JitterBufferCounters now, long dropped)
    {
        Add(Packets, "received", now.Received - _told.Received);
        Add(Packets, "duplicate", now.Duplicates - _told.Duplicates);
        Add(Packets, "late", now.Late - _told.Late);
        Add(Packets, "malformed", now.Malformed - _told.Malformed);
        Add(Repairs, "restored", now.Recovered - _told.Recovered);
        Add(Repairs, "made_up", now.Concealed - _told.Concealed);
        Add(Repairs, "left_out", now.Skipped - _told.Skipped);
        Add(Repairs, "put_in", now.Stretched - _told.Stretched);
        if (dropped > _toldDropped)
        {
            DroppedInputs.Add(dropped - _toldDropped);
        }

        (_told, _toldDropped) = (now, dropped);
    }

    private static void Add(Counter<long> counter, string outcome, long count)
    {
        if (count > 0)
        {
            counter.Add(count, new KeyValuePair<string, object?>(VoiceAgentTelemetry.OutcomeTag, outcome));
        }
    }
}
