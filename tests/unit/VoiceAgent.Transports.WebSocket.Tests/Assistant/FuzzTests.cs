using System.Text;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebSockets.Client;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>Golden messages, broken at random with a fixed seed.</summary>
public class FuzzTests
{
    private const int Mutations = 60_000;

    [Fact]
    public void Whatever_a_client_sends_nothing_is_thrown_and_little_is_allocated()
    {
        var random = new Random(20250101);
        var seeds = Golden.ClientMessages.Select(Encoding.UTF8.GetBytes).ToArray();
        var protocol = new AssistantProtocol("5f1c", ToolEventDetail.Full);
        var reply = new PooledBuffer();
        var kinds = new Dictionary<string, int>();
        for (var i = 0; i < Mutations; i++)
        {
            var message = Mutate(seeds[random.Next(seeds.Length)], random);
            var binary = random.Next(10) == 0;
            // The first exception of its kind loads its message's resources, which is not the message's doing.
            protocol.Read(message, binary, reply);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (input, error) = protocol.Read(message, binary, reply);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            reply.Clear();

            Assert.True(allocated < 32 * 1024 + (16 * message.Length), $"{allocated} bytes for {message.Length}");
            Assert.True(input is null || error is null);
            var kind = error?.Code ?? input?.Kind.ToString() ?? "nothing";
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }

        // The mutations reach every path, not only the first check.
        Assert.Superset(
            new HashSet<string>
            {
                ErrorCodes.InvalidMessage,
                ErrorCodes.UnknownType,
                ErrorCodes.InvalidAudio,
                ErrorCodes.UnsupportedAudio,
                "Audio",
                "Message",
                "Played",
                "nothing",
            },
            kinds.Keys.ToHashSet()
        );
    }

    [Fact]
    public void Whatever_a_server_sends_the_client_knows_or_refuses_it()
    {
        var random = new Random(20250102);
        var seeds = Golden.ServerMessages.Select(Encoding.UTF8.GetBytes).ToArray();
        for (var i = 0; i < Mutations; i++)
        {
            var message = Mutate(seeds[random.Next(seeds.Length)], random);
            try
            {
                ServerMessageReader.Read(message);
            }
            catch (VoiceAgentException exception)
            {
                Assert.Equal(ErrorCodes.InvalidMessage, exception.Code);
            }
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var message = new List<byte>(seed);
        for (var left = random.Next(1, 4); left > 0; left--)
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
                    message.InsertRange(at, Snippet(random));
                    break;
                default:
                    message.InsertRange(at, Enumerable.Repeat(message[at], random.Next(1, 2000)));
                    break;
            }

            if (message.Count == 0)
            {
                message.Add((byte)'{');
            }
        }

        return [.. message];
    }

    private static byte[] Snippet(Random random)
    {
        string[] snippets =
        [
            "\\u0000",
            "\\uD800",
            "null",
            "true",
            "-1",
            "1e999",
            "99999999999999999999",
            "[[[[[[[[[[[[[[[[[[[[",
            "{\"a\":",
            "\"",
            "\\",
            "//",
            "\u00ff",
            "\ud83d\ude00",
            "},{",
            "\"type\":\"end\",",
            "\"audio_data\":\"A\",",
            "\t\r\n ",
            "4000",
            ",\"sample_rate\":99999",
        ];
        return Encoding.UTF8.GetBytes(snippets[random.Next(snippets.Length)]);
    }
}
