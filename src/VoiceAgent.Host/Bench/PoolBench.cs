using VoiceAgent.Pooling;
using VoiceAgent.Tts;

namespace VoiceAgent.Hosting.Bench;

/// <summary>From the beginning of a conversation to its first audio, with a connection of its own and with one of a warm pool.</summary>
internal static class PoolBench
{
    private const int Conversations = 30;
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(40);

    public static async Task<IEnumerable<BenchFigure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var vendor = new TlsVoice(RoundTrip);
        var cold = await MeasureAsync(vendor, cancellationToken);
        var before = vendor.Handshakes;
        await using var pools = new ServicePools(TimeProvider.System);
        var pooled = new PooledTextToSpeech(vendor, pools);
        await pooled.PrewarmAsync(new TextToSpeechSessionOptions(), 1, cancellationToken);
        var warm = await MeasureAsync(pooled, cancellationToken);
        return
        [
            new("pool", "time to first audio, cold: p50", Measure.Percentile(cold, 0.5), "ms"),
            new("pool", "time to first audio, warm: p50", Measure.Percentile(warm, 0.5), "ms"),
            new("pool", $"connections opened by {Conversations} conversations, cold", before, ""),
            new("pool", $"connections opened by {Conversations} conversations, warm", vendor.Handshakes - before, ""),
        ];
    }

    private static async Task<double[]> MeasureAsync(ITextToSpeech voice, CancellationToken cancellationToken)
    {
        var times = new double[Conversations];
        for (var i = 0; i < times.Length; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await using var session = await voice.OpenAsync(new TextToSpeechSessionOptions(), cancellationToken);
            await session.WriteAsync(1, "Hello.", cancellationToken);
            await session.FlushAsync(1, cancellationToken);
            await foreach (var made in session.ReadEventsAsync(cancellationToken))
            {
                if (made.Kind == TextToSpeechEventKind.Audio)
                {
                    times[i] = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
                }
                else if (made.Kind == TextToSpeechEventKind.Completed)
                {
                    break;
                }
            }
        }

        return times;
    }
}
