using System.Globalization;
using System.Net;
using System.Text;
using VoiceAgent.Transports.WebRtc.Clients;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// Many WebRTC clients that send and receive 20 ms of audio each, encoded beforehand. Signals over its standard streams, a line each: an offer out, an answer in; then
/// how long it took; and when its input ends, what was received and lost.
/// </summary>
internal static class WebRtcPeers
{
    /// <summary>Name of peers that speak PCMU.</summary>
    public const string Kind = "webrtc";

    /// <summary>Name of peers that speak Opus.</summary>
    public const string OpusKind = "webrtc-opus";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    public static async Task<int> RunAsync(RtcCodec codec, int port, int sessions, CancellationToken cancellationToken)
    {
        using var certificate = DtlsCertificate.Create(TimeProvider.System);
        var server = new IPEndPoint(IPAddress.Loopback, port);
        var calls = new List<RtcClientCall>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(codec, calls, stop.Token);
        for (var i = 0; i < sessions; i++)
        {
            var call = Create(codec, certificate, i);
            lock (calls)
            {
                calls.Add(call);
            }

            var began = TimeProvider.System.GetTimestamp();
            await Console.Out.WriteLineAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(call.Offer)));
            var answer = await Console.In.ReadLineAsync(cancellationToken) ?? "";
            call.Accept(Encoding.UTF8.GetString(Convert.FromBase64String(answer)), server);
            await call.Connected.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, cancellationToken);
            var took = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            await Console.Out.WriteLineAsync(took.ToString(CultureInfo.InvariantCulture));
        }

        _ = await Console.In.ReadToEndAsync(cancellationToken);
        await stop.CancelAsync();
        await sending;
        var received = calls.Sum(call => call.Statistics.PacketsReceived);
        await Console.Out.WriteLineAsync(received.ToString(CultureInfo.InvariantCulture));
        await Task.WhenAll(calls.Select(call => call.DisposeAsync().AsTask()));
        return 0;
    }

    private static RtcClientCall Create(RtcCodec codec, DtlsCertificate certificate, int number) =>
        new(
            new RtcClientSetup
            {
                Dtls = DtlsProviders.Choose(RtcDtlsProvider.Automatic),
                Certificate = certificate,
                Codec = codec,
                Epoch = TimeProvider.System.GetUtcNow(),
                Random = new Random(number),
            },
            TimeProvider.System
        );

    // A quarter of the calls each 5 ms, as unrelated peers would.
    private static async Task SendAsync(RtcCodec codec, List<RtcClientCall> calls, CancellationToken stop)
    {
        var voice = WebRtcVoice.Encode(codec);
        var ticks = codec.ClockRate / 50;
        using var timer = new PeriodicTimer(Step, TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        for (var step = 0; !stop.IsCancellationRequested; )
        {
            while (step * Step <= TimeProvider.System.GetElapsedTime(began))
            {
                RtcClientCall[] all;
                lock (calls)
                {
                    all = [.. calls];
                }

                for (var i = step % 4; i < all.Length; i += 4)
                {
                    var frame = step / 4;
                    _ = all[i].TrySendAudio(voice[frame % voice.Length], (uint)(frame * ticks));
                }

                foreach (var call in all)
                {
                    call.Tick();
                }

                step++;
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
