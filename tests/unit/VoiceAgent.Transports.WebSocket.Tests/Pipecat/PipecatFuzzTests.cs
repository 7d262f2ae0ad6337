using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>Golden messages, cut short or broken at random with a fixed seed.</summary>
public class PipecatFuzzTests
{
    private const int Mutations = 60_000;

    private static readonly byte[][] Seeds =
    [
        .. PipecatBytes.Requests.Select(PipecatBytes.Message),
        PipecatBytes.GoldenAudio,
        PipecatBytes.Audio(new byte[640]),
    ];

    [Fact]
    public void Every_message_cut_short_is_refused_or_understood()
    {
        foreach (var seed in Seeds)
        {
            for (var length = 0; length < seed.Length; length++)
            {
                Read(seed.AsSpan(0, length), out _);
            }
        }
    }

    [Fact]
    public void Whatever_a_client_sends_nothing_is_thrown_and_little_is_allocated()
    {
        var random = new Random(20261121);
        var kinds = new HashSet<string>();
        for (var i = 0; i < Mutations; i++)
        {
            var message = Mutate(Seeds[random.Next(Seeds.Length)], random);
            // The first exception of its kind loads its message's resources, which is not the message's doing.
            Read(message, out _);
            kinds.Add(Read(message, out var allocated));
            Assert.True(allocated < 64 * 1024 + (32 * message.Length), $"{allocated} bytes for {message.Length}");
        }

        // The mutations reach every path, not only the first check.
        Assert.Superset(
            new HashSet<string>
            {
                ErrorCodes.InvalidMessage,
                ErrorCodes.InvalidAudio,
                ErrorCodes.UnsupportedAudio,
                "Audio",
                "Message",
                "reply",
                "nothing",
            },
            kinds
        );
    }

    private static string Read(ReadOnlySpan<byte> message, out long allocated)
    {
        var protocol = new PipecatProtocol(AudioFormat.Output24Khz, sendsInterruptions: false);
        var reply = new PooledBuffer();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (input, error) = protocol.Read(message, binary: true, reply);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(input is null || error is null);
        var kind = error?.Code ?? input?.Kind.ToString() ?? (reply.Length > 0 ? "reply" : "nothing");
        reply.Release();
        return kind;
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var message = new List<byte>(seed);
        for (var left = random.Next(1, 4); left > 0 && message.Count > 0; left--)
        {
            var at = random.Next(message.Count);
            switch (random.Next(6))
            {
                case 0:
                    message[at] = (byte)random.Next(256);
                    break;
                case 1:
                    message[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    message.RemoveRange(at, Math.Min(random.Next(1, 9), message.Count - at));
                    break;
                case 3:
                    message.InsertRange(at, message.GetRange(at, Math.Min(random.Next(1, 33), message.Count - at)));
                    break;
                case 4:
                    message.RemoveRange(at, message.Count - at);
                    break;
                default:
                    // In place, so that lengths stay right and what is inside is reached.
                    for (var i = at; i < Math.Min(message.Count, at + random.Next(1, 6)); i++)
                    {
                        message[i] = "{}[]\",:\\0tn-"u8[random.Next(12)];
                    }

                    break;
            }
        }

        return [.. message];
    }
}
