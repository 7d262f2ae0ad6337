using System.Text;
using System.Text.Json;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Assistant;
using VoiceAgent.Transports.WebSockets.Connections;

namespace VoiceAgent.Transports.WebSockets.Client;

public class ClientMessageTests
{
    [Fact]
    public void What_the_client_writes_is_golden()
    {
        var hello = new AssistantClientOptions
        {
            Token = "secret",
            Agent = "concierge",
            ReportsPlayback = true,
        };

        Assert.Equal(Golden.ClientMessages[0], Write(json => ClientMessageWriter.Hello(json, hello)));
        Assert.Equal(
            Golden.ClientMessages[4],
            Write(json => ClientMessageWriter.Text(json, "Book a room for tomorrow at ten"))
        );
        Assert.Equal(Golden.ClientMessages[5], Write(json => ClientMessageWriter.Played(json, 4800)));
        Assert.Equal(Golden.ClientMessages[6], Write(json => ClientMessageWriter.Played(json, 4800, 17)));
        Assert.Equal(Golden.ClientMessages[8], Write(ClientMessageWriter.End));
        Assert.Equal(Golden.ClientMessages[9], Write(json => ClientMessageWriter.Ping(json, 7)));
    }

    [Fact]
    public void A_client_without_a_token_starts() =>
        Assert.StartsWith(
            """{"type":"start","audio":"binary",""",
            Write(json => ClientMessageWriter.Hello(json, new AssistantClientOptions()))
        );

    [Fact]
    public void What_the_server_writes_the_client_reads()
    {
        var messages = Golden.ServerMessages.Select(json => ServerMessageReader.Read(Encoding.UTF8.GetBytes(json))!);
        var byType = messages.ToLookup(message => message.GetType());

        Assert.Equal(15, byType.Count);
        var ready = Assert.IsType<ServerReady>(byType[typeof(ServerReady)].First());
        Assert.Equal(
            ("5f1c", "concierge", 16000, 24000),
            (ready.SessionId, ready.Agent, ready.InputSampleRate, ready.OutputSampleRate)
        );
        Assert.Equal("no_speech_recognition", Assert.Single(ready.Notices).Code);
        Assert.Equal("5f1c.a1", Assert.IsType<ServerReady>(byType[typeof(ServerReady)].Last()).Resume?.Token);
        var resumed = Assert.IsType<ServerResumed>(Assert.Single(byType[typeof(ServerResumed)]));
        Assert.Equal((160_000, 2, true), (resumed.ReceivedSamples, resumed.ReceivedTexts, resumed.IsComplete));
        Assert.Equal(("5f1c.b2", TimeSpan.FromSeconds(30)), (resumed.Resume.Token, resumed.Resume.Grace));
        Assert.Contains(messages, message => message is ServerTurn { Sequence: 17 });
        var audio = Assert.IsType<ServerAudio>(Assert.Single(byType[typeof(ServerAudio)]));
        Assert.Equal(Golden.Pcm, audio.Pcm.ToArray());
        Assert.Equal((new ResponseId(3), 48000), (audio.Response, audio.Position));
        var latencies = byType[typeof(ServerLatency)].Cast<ServerLatency>().ToArray();
        Assert.All(latencies, one => Assert.Equal(one.Total.Ticks, one.Parts.Sum(part => part.Value.Ticks)));
        Assert.Equal([null, 41.5], latencies.Select(latency => latency.Playout?.TotalMilliseconds));
        Assert.Contains(byType[typeof(ServerHeard)], m => m is ServerHeard { Interrupted: true, IsFinal: true });
        Assert.Contains(byType[typeof(ServerTurn)], m => m is ServerTurn { Typed: true });
    }

    [Fact]
    public void Unknown_types_are_skipped() => Assert.Null(ServerMessageReader.Read("""{"type":"new"}"""u8));

    [Fact]
    public void Messages_print_nothing_of_what_was_said() =>
        Assert.Equal("ServerTurn", new ServerTurn("a secret", Typed: false, Rejected: false).ToString());

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new PooledBuffer();
        var json = JsonScratch.Begin(buffer);
        write(json);
        json.Flush();
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }
}
