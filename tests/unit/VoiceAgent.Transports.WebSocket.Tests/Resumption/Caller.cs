using System.Runtime.InteropServices;
using VoiceAgent.Testing;
using VoiceAgent.Transports.WebSockets.Client;

namespace VoiceAgent.Transports.WebSockets.Resumption;

/// <summary>A person with a client that comes back: speaks into a microphone of numbered samples, listens, and keeps what it is told.</summary>
internal sealed class Caller : IAsyncDisposable
{
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);
    private const int PacketSamples = 320;

    private readonly VirtualTime _time;
    private readonly ITimer _microphone;
    private readonly ITimer _reports;
    private readonly Task _reading;
    private TimeSpan _loudUntil;

    private Caller(VirtualTime time, AssistantClient client, Listener listener)
    {
        (_time, Client, Listener) = (time, client, listener);
        _reading = ReadAsync();
        _microphone = time.CreateTimer(_ => Say(), null, Packet, Packet);
        _reports = time.CreateTimer(_ => Report(), null, 5 * Packet, 5 * Packet);
    }

    public AssistantClient Client { get; }

    public Listener Listener { get; }

    /// <summary>Everything the microphone gave.</summary>
    public List<short> Said { get; } = [];

    /// <summary>Everything the server told, but audio.</summary>
    public List<ServerMessage> Told { get; } = [];

    /// <summary>How often it came back.</summary>
    public int Returns => Told.OfType<ServerResumed>().Count();

    public static async Task<Caller> ConnectAsync(InMemoryServer server)
    {
        var listener = new Listener(server.Time);
        var options = new AssistantClientOptions
        {
            ReportsPlayback = true,
            Resumes = true,
            Time = server.Time,
            StopPlayback = listener.Stop,
            Reconnect = _ => Task.FromResult(server.Connect()),
        };
        return new Caller(server.Time, await AssistantClient.ConnectAsync(server.Connect(), options), listener);
    }

    public void Speak(TimeSpan duration) => _loudUntil = _time.Elapsed + duration;

    public async ValueTask DisposeAsync()
    {
        await _microphone.DisposeAsync();
        await _reports.DisposeAsync();
        await Client.DisposeAsync();
        await _reading;
    }

    private void Say()
    {
        var samples = new short[PacketSamples];
        var loud = _time.Elapsed < _loudUntil;
        for (var i = 0; i < samples.Length; i++)
        {
            // Silence is numbered as well, below what the detector hears.
            samples[i] = (short)(loud ? 8000 + (Said.Count % 5003) : Said.Count % 199);
            Said.Add(samples[i]);
        }

        _ = Client.SendAudioAsync(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray()).AsTask();
    }

    private void Report()
    {
        if (Listener.IsPlaying || Listener.Position > 0)
        {
            _ = Client.ReportPlayedAsync(Listener.Position).AsTask();
        }
    }

    private async Task ReadAsync()
    {
        await foreach (var message in Client.ReadAllAsync())
        {
            switch (message)
            {
                case ServerAudio audio:
                    Listener.Play(audio);
                    break;
                case ServerClear:
                    await Client.ReportPlayedAsync(Listener.Stop());
                    Told.Add(message);
                    break;
                default:
                    Told.Add(message);
                    break;
            }
        }
    }
}
