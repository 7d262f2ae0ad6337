using Microsoft.Extensions.Options;
using VoiceAgent.Audio;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Hosting.Talk;
using VoiceAgent.Sessions;
using VoiceAgent.Transports.WebSockets.Client;
using VoiceAgent.Tts;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// Interruptions of the demo agent over a real WebSocket, with the engines of this machine: from the user's first sound, as it is sent, to the
/// last audio of the agent, as it is received. Nothing without a voice. The user's voice is made by the agent's own, so that no recording is needed.
/// </summary>
internal static class BargeInBench
{
    private const string Question = "help";
    private const string Words = "what time is it";
    private const double Loud = 0.02;

    public static async Task<IEnumerable<BenchFigure>> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        await using var server = await LocalServer.StartAsync(cancellationToken);
        var engines = server.Services.GetRequiredService<EngineChoice>();
        if (engines.Voices.FirstOrDefault(engine => engine.IsAvailable) is not { } available)
        {
            return [];
        }

        var voice = engines.Voice(available.Name)!;

        var decisions = new BargeInDecisions();
        server.Services.GetRequiredService<IOptions<VoiceSessionOptions>>().Value.CreateObservers = _ => [decisions];
        var speech = await SpeakAsync(voice, cancellationToken);
        await using var client = await AssistantClient.ConnectAsync(
            server.Address,
            new AssistantClientOptions { ReportsPlayback = false },
            cancellationToken
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var user = new BargeInUser(client, decisions);
        Task[] helpers = [user.ListenAsync(stop.Token), user.SpeakAsync(stop.Token)];
        List<BargeIn> heard = [];
        for (var round = 0; round < rounds; round++)
        {
            if (await user.InterruptAsync(Question, speech, cancellationToken) is { } cut)
            {
                heard.Add(cut);
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(helpers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Figures(rounds, heard);
    }

    private static IEnumerable<BenchFigure> Figures(int rounds, List<BargeIn> heard) =>
        [
            new("bargein", "interruptions that cut the agent off", heard.Count, $"of {rounds}"),
            Figure("user's first sound sent to detected: p50", heard, cut => cut.Detected, 0.5),
            Figure("user's first sound sent to last audio received: p50", heard, cut => cut.Last, 0.5),
            Figure("user's first sound sent to last audio received: p95", heard, cut => cut.Last, 0.95),
            Figure("decision to last stale audio received: p99", heard, cut => cut.Stale, 0.99),
            new("bargein", "stale samples received behind clear", heard.Sum(cut => cut.Behind), ""),
        ];

    private static BenchFigure Figure(string what, List<BargeIn> heard, Func<BargeIn, TimeSpan> time, double part) =>
        new("bargein", what, Measure.Percentile([.. heard.Select(cut => time(cut).TotalMilliseconds)], part), "ms");

    /// <summary>What the user says, at 16 kHz, without the silence before it.</summary>
    private static async Task<byte[]> SpeakAsync(ITextToSpeech voice, CancellationToken cancellationToken)
    {
        await using var session = await voice.OpenAsync(new Tts.TextToSpeechSessionOptions(), cancellationToken);
        await session.WriteAsync(1, Words, cancellationToken);
        await session.FlushAsync(1, cancellationToken);
        using var pcm = new MemoryStream();
        await foreach (var made in session.ReadEventsAsync(cancellationToken))
        {
            if (made.Kind == TextToSpeechEventKind.Completed)
            {
                break;
            }

            pcm.Write(made.Audio.Span);
        }

        var speech = Resampler.Resample(
            pcm.ToArray(),
            voice.Capabilities.Format.SampleRate,
            AudioFormat.Input16Khz.SampleRate
        );
        return speech[FirstSound(speech)..];
    }

    private static int FirstSound(ReadOnlySpan<byte> pcm)
    {
        var samples = Pcm16.AsSamples(pcm);
        var first = 0;
        while (first < samples.Length - 1 && Math.Abs((int)samples[first]) < Loud * short.MaxValue)
        {
            first++;
        }

        return first * sizeof(short);
    }
}
