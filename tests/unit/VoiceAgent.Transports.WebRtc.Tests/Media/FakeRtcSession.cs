using System.Text;
using System.Threading.Channels;
using VoiceAgent.Testing;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>A peer in memory: it says what the test says, and keeps what it is sent with the time it came.</summary>
internal sealed class FakeRtcSession(VirtualTime time) : IRtcSession
{
    private readonly Channel<RtcInput> _inputs = Channel.CreateUnbounded<RtcInput>(
        new UnboundedChannelOptions { AllowSynchronousContinuations = true }
    );

    private RtcInput? _end;
    private ushort _sequence;

    public string Answer => "";

    public RtcCodec Codec => RtcCodec.Opus;

    public RtcStatistics Statistics { get; set; }

    /// <summary>False for a peer that takes no audio.</summary>
    public bool TakesAudio { get; set; } = true;

    /// <summary>False for a data channel that is full, or not there.</summary>
    public bool TakesMessages { get; set; } = true;

    /// <summary>False to forget what was sent.</summary>
    public bool KeepsPackets { get; set; } = true;

    public List<SentPacket> Packets { get; } = [];

    public List<string> Messages { get; } = [];

    public string? CloseReason { get; private set; }

    public bool IsDisposed { get; private set; }

    public void Connect() => _inputs.Writer.TryWrite(new RtcInput(RtcInputKind.Connected));

    /// <summary>The peer speaks: one packet, now.</summary>
    public void Speak(ReadOnlyMemory<byte> payload) =>
        _inputs.Writer.TryWrite(
            new RtcInput(RtcInputKind.Audio)
            {
                Payload = payload,
                Sequence = _sequence++,
                Timestamp = (uint)(time.Elapsed.Ticks * 48_000 / TimeSpan.TicksPerSecond),
            }
        );

    /// <summary>The peer sends a message.</summary>
    public void Say(string text) =>
        _inputs.Writer.TryWrite(new RtcInput(RtcInputKind.Text) { Payload = Encoding.UTF8.GetBytes(text) });

    /// <summary>The peer is gone.</summary>
    public void Leave(string reason) => _inputs.Writer.TryWrite(new RtcInput(RtcInputKind.Closed) { Reason = reason });

    public ValueTask<string> RestartAsync(string offer, CancellationToken cancellationToken) =>
        ValueTask.FromResult("");

    public void AddRemoteCandidate(string candidate) { }

    public async ValueTask<RtcInput> ReadAsync(CancellationToken cancellationToken)
    {
        var input = _end ?? await _inputs.Reader.ReadAsync(cancellationToken);
        _end = input.Kind == RtcInputKind.Closed ? input : null;
        return input;
    }

    public bool TrySendAudio(ReadOnlySpan<byte> payload, uint timestamp, bool marker)
    {
        if (TakesAudio && KeepsPackets)
        {
            Packets.Add(new SentPacket(time.Elapsed, payload.ToArray(), timestamp, marker));
        }

        return TakesAudio;
    }

    public bool TrySendMessage(ReadOnlySpan<byte> message, bool isText)
    {
        if (TakesMessages)
        {
            Messages.Add(Encoding.UTF8.GetString(message));
        }

        return TakesMessages;
    }

    public ValueTask CloseAsync(string reason)
    {
        CloseReason ??= reason;
        Leave(reason);
        return default;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }
}

/// <summary>A packet that was sent.</summary>
internal sealed record SentPacket(TimeSpan At, byte[] Payload, uint Timestamp, bool Marker);
