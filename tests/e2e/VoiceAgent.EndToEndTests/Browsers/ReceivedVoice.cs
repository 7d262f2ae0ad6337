namespace VoiceAgent.EndToEnd.Browsers;

/// <summary>Sums that a browser keeps of the audio it receives over WebRTC; the page has no part in them.</summary>
internal sealed record ReceivedVoice
{
    /// <summary>Script that keeps an eye on every connection a page makes.</summary>
    public const string Watch = """
        globalThis.watched = [];
        globalThis.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(...settings) {
            super(...settings);
            watched.push(this);
          }
        };
        """;

    /// <summary>Script that reads the sums of the connection made last.</summary>
    public const string Measure = """
        async () => {
          const entries = [...(await watched.at(-1)?.getStats() ?? new Map()).values()];
          const voice = entries.find(entry => entry.type === 'inbound-rtp');
          return voice && {
            seconds: voice.totalSamplesDuration, energy: voice.totalAudioEnergy,
            delay: voice.jitterBufferDelay, emitted: voice.jitterBufferEmittedCount,
          };
        }
        """;

    public double Seconds { get; init; }

    public double Energy { get; init; }

    public double Delay { get; init; }

    public double Emitted { get; init; }

    /// <summary>Level of what has come since an earlier measurement, in decibels of full scale.</summary>
    public double LevelSince(ReceivedVoice earlier) =>
        10 * Math.Log10(Math.Max((Energy - earlier.Energy) / (Seconds - earlier.Seconds), 1e-10));

    /// <summary>Milliseconds that samples have waited in the browser's buffer since then, on average.</summary>
    public double DelaySince(ReceivedVoice earlier) => (Delay - earlier.Delay) / (Emitted - earlier.Emitted) * 1000;
}
