using System.Globalization;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// Many Pipecat clients on real sockets. Says a line when all are connected; <c>count</c> begins to count, <c>tell</c> has it say frames sent and
/// received, requests answered, and their round trips.
/// </summary>
internal static class PipecatPeers
{
    /// <summary>Name of these peers.</summary>
    public const string Kind = "pipecat";

    public static async Task<int> RunAsync(int port, int sessions, CancellationToken cancellationToken)
    {
        var peers = new PipecatPeer[sessions];
        for (var i = 0; i < sessions; i++)
        {
            peers[i] = await PipecatPeer.ConnectAsync(port, i, cancellationToken);
        }

        var metronome = new Metronome(sessions);
        var beating = metronome.Start(number => peers[number].Hear());
        await Console.Out.WriteLineAsync("connected");
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == "count")
            {
                Array.ForEach(peers, peer => peer.Forget());
            }
            else
            {
                await Console.Out.WriteLineAsync(Tell(peers));
            }
        }

        metronome.Stop();
        await beating;
        Array.ForEach(peers, peer => peer.Dispose());
        return 0;
    }

    private static string Tell(PipecatPeer[] peers)
    {
        double[] roundTrips = [.. peers.SelectMany(peer => peer.RoundTrips)];
        return string.Join(
            ' ',
            new[]
            {
                peers.Sum(peer => peer.Sent),
                peers.Sum(peer => peer.Received),
                roundTrips.Length,
                Measure.Percentile(roundTrips, 0.5),
                Measure.Percentile(roundTrips, 0.99),
            }.Select(number => number.ToString(CultureInfo.InvariantCulture))
        );
    }
}
