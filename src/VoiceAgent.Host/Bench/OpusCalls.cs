using System.Runtime.InteropServices;
using VoiceAgent.Frames;
using VoiceAgent.Transports;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Codecs.Opus;
using VoiceAgent.Transports.WebRtc.Engines;
using VoiceAgent.Transports.WebRtc.Media;
using VoiceAgent.Transports.WebRtc.Pipecat;

namespace VoiceAgent.Hosting.Bench;

/// <summary>Calls with Opus in which both sides speak all the time: everything of WebRTC below the pipeline.</summary>
internal static class OpusCalls
{
    private const int MaxBadMessages = 8;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    /// <summary>Talks in all calls until it is told to stop; reads on until they are closed.</summary>
    public static async Task RunAsync(List<IRtcSession> calls, CancellationToken stop)
    {
        using var pacer = new MediaPacer(TimeProvider.System);
        var connections = calls.ConvertAll(call => new RtcMediaConnection(
            call,
            AudioCodecs.Create(RtcCodec.Opus, new OpusOptions()),
            new PipecatMessages(MaxBadMessages),
            pacer,
            "bench",
            // The first input of a session says that it is connected.
            new RtcMediaOptions()
        ));
        var reading = connections.ConvertAll(ReadAllAsync);
        await SpeakAsync(connections, stop);
        await Task.WhenAll(reading);
        await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask()));
    }

    private static async Task ReadAllAsync(RtcMediaConnection connection)
    {
        while ((await connection.ReadAsync(CancellationToken.None)).Kind is not MediaInputKind.Closed) { }
    }

    private static async Task SpeakAsync(List<RtcMediaConnection> connections, CancellationToken stop)
    {
        var format = connections[0].Info.Output;
        byte[][] voice =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(n => MemoryMarshal.AsBytes(WebRtcVoice.Samples(format.SampleRate, n).AsSpan()).ToArray()),
        ];
        using var timer = new PeriodicTimer(Frame, TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        for (var frame = 0; !stop.IsCancellationRequested; )
        {
            // What is late is made up for, so that the queues never run dry.
            for (; frame * Frame <= TimeProvider.System.GetElapsedTime(began); frame++)
            {
                var position = frame * format.TimeToSamples(Frame);
                var output = new MediaOutput(new ResponseId(1), voice[frame % voice.Length], position);
                foreach (var connection in connections)
                {
                    await connection.WriteAudioAsync(output, CancellationToken.None);
                }
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
