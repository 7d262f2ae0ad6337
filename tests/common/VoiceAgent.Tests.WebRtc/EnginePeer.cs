using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using VoiceAgent.Transports.WebRtc.Clients;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Dtls;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Tests.WebRtc;

/// <summary>A peer on a real socket of loopback. It keeps what it is sent.</summary>
internal sealed class EnginePeer : IAsyncDisposable
{
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(TimeProvider.System);

    private readonly RtcClientCall _call;
    private readonly ConcurrentQueue<RtcInput> _inputs = new();

    /// <param name="seed">Makes its numbers.</param>
    /// <param name="codec">What it offers.</param>
    /// <param name="certificate">Its certificate; one of all peers by default.</param>
    public EnginePeer(int seed, RtcCodec? codec = null, DtlsCertificate? certificate = null) =>
        _call = new RtcClientCall(
            new RtcClientSetup
            {
                Dtls = DtlsProviders.Choose(RtcDtlsProvider.Automatic),
                Certificate = certificate ?? Certificate,
                Codec = codec ?? RtcCodec.Pcmu,
                Epoch = DateTimeOffset.UnixEpoch,
                Random = new Random(seed),
            },
            TimeProvider.System,
            Keep
        );

    /// <summary>The call.</summary>
    public RtcClientCall Call => _call;

    /// <summary>What came so far.</summary>
    public IReadOnlyCollection<RtcInput> Inputs => _inputs;

    /// <summary>The first UDP address of an answer.</summary>
    public static IPEndPoint AddressIn(string answer)
    {
        var line = answer
            .Split("\r\n")
            .First(line =>
                line.StartsWith("a=candidate:", StringComparison.Ordinal)
                && line.Contains(" udp ", StringComparison.Ordinal)
            );
        var fields = line.Split(' ');
        return new IPEndPoint(IPAddress.Parse(fields[4]), int.Parse(fields[5], CultureInfo.InvariantCulture));
    }

    /// <summary>Takes an answer and goes where it says.</summary>
    public void Accept(string answer) => _call.Accept(answer, AddressIn(answer));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _call.DisposeAsync();

    private void Keep(RtcInput input) => _inputs.Enqueue(input with { Payload = input.Payload.ToArray() });
}
