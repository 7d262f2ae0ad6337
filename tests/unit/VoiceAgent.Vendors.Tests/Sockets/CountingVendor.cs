using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Audio;
using VoiceAgent.Stt;
using VoiceAgent.Tests.Vendors;
using VoiceAgent.Tts;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>
/// A vendor that hears and speaks numbers: 100 ms of audio are one word, its samples are the word's number. Its sockets may fall silent, as those
/// of a peer whose process hangs do: TCP stays open, everything is taken, nothing is said.
/// </summary>
public sealed class CountingVendor : VendorServer
{
    private readonly Signals _signals = new();
    private int _listeners;
    private int _speakers;

    /// <summary>How many sockets, from the first on, fall silent.</summary>
    public int SilentSockets { get; set; } = 1;

    /// <summary>How many listening sockets, from the first on, do not even answer pings.</summary>
    public int HungSockets { get; set; }

    /// <summary>Words such a listening socket answers before it falls silent.</summary>
    public int HearsUntil { get; set; } = int.MaxValue;

    /// <summary>Words such a speaking socket makes before it falls silent.</summary>
    public int SpeaksUntil { get; set; } = int.MaxValue;

    /// <summary>Listening sockets that were opened.</summary>
    public int Listeners => Volatile.Read(ref _listeners);

    /// <summary>Speaking sockets that were opened.</summary>
    public int Speakers => Volatile.Read(ref _speakers);

    /// <summary>Completes when a listening socket was given a word, with whether it answers; each word counts once a socket.</summary>
    public Task<bool> HeardAsync(short word) => _signals.WaitAsync($"heard {word}");

    /// <summary>Completes when so many speaking sockets were opened.</summary>
    public Task OpenedSpeakersAsync(int count) => _signals.WaitAsync($"speaker {count}");

    /// <summary>Completes when the first speaking socket has fallen silent.</summary>
    public Task FellSilentAsync() => _signals.WaitAsync("silent");

    /// <summary>Goes to the vendor and back, as everything does: what was on its way before has had its turn.</summary>
    public async Task RoundTripAsync()
    {
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(Address, "nothing"), TestContext.Current.CancellationToken);
    }

    public static ReadOnlyMemory<byte> Audio(short word)
    {
        var audio = new byte[AudioFormat.Input16Khz.BytesIn(TimeSpan.FromMilliseconds(100))];
        MemoryMarshal.Cast<byte, short>(audio.AsSpan()).Fill(word);
        return audio;
    }

    /// <summary>The words some audio holds.</summary>
    public static IEnumerable<short> Words(ReadOnlyMemory<byte> audio)
    {
        short last = 0;
        foreach (var sample in MemoryMarshal.Cast<byte, short>(audio.Span).ToArray())
        {
            if (sample != last)
            {
                yield return last = sample;
            }
        }
    }

    internal SocketSpeechToText Recognizer(TimeProvider time, SocketSettings? settings = null) =>
        new(
            TestVendor.Value,
            new SpeechToTextCapabilities
            {
                Name = "counting",
                SpeechOnly = true,
                InterimResults = true,
            },
            _ => new ListeningWire($"{Address}"),
            settings,
            time
        );

    internal SocketTextToSpeech Voice(TimeProvider time) =>
        new(
            TestVendor.Value,
            new TextToSpeechCapabilities
            {
                Name = "counting",
                Format = AudioFormat.Input16Khz,
                WordTimes = true,
            },
            _ => new SpeakingWire($"{Address}"),
            time: time
        );

    protected override void Map(WebApplication app)
    {
        app.Map("/nothing", () => "");
        app.Map("/hear", HearAsync);
        app.Map("/speak", SpeakAsync);
    }

    private async Task HearAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var number = Interlocked.Increment(ref _listeners);
        if (number <= HungSockets)
        {
            // Pings are answered by whoever reads.
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        List<short> words = [];
        var taken = 0;
        await foreach (var (type, data) in ReadAsync(socket, context.RequestAborted))
        {
            var isFinal = type == WebSocketMessageType.Text;
            words.AddRange(isFinal ? [] : Words(data));
            taken += isFinal ? 0 : Words(data).Count();
            var answers = number > SilentSockets || taken <= HearsUntil;
            if (answers)
            {
                await SendAsync(socket, new { text = string.Join(' ', words), final = isFinal });
            }

            if (isFinal)
            {
                words.Clear();
            }
            else
            {
                _signals.Set($"heard {words[^1]}", answers);
            }
        }
    }

    private async Task SpeakAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var number = Interlocked.Increment(ref _speakers);
        _signals.Set($"speaker {number}", true);
        await foreach (var (_, data) in ReadAsync(socket, context.RequestAborted))
        {
            using var message = JsonDocument.Parse(data);
            if (message.RootElement.Text("say") is not { } text)
            {
                continue;
            }

            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var until = number <= SilentSockets ? SpeaksUntil : int.MaxValue;
            await SendAsync(socket, new { words = words.Select((word, i) => Timed(word, i)) });
            foreach (var word in words.Take(until))
            {
                await SendAsync(
                    socket,
                    Audio(short.Parse(word, System.Globalization.CultureInfo.InvariantCulture)).ToArray()
                );
            }

            if (words.Length <= until)
            {
                await SendAsync(socket, new { done = true });
            }
            else
            {
                _signals.Set("silent", true);
            }
        }
    }

    private static object Timed(string word, int place) =>
        new
        {
            word,
            start = place * 0.1,
            end = (place + 1) * 0.1,
        };

    private sealed class ListeningWire(string http) : SpeechToTextWire
    {
        public override SocketAddress Address => SocketAddress.Beside(http, "hear");

        public override SocketMessage EndOfSegment() => SocketMessage.Json(("type", "end"));

        public override void OnText(JsonElement message, RecognizedSegments heard)
        {
            if (message.Is("final"))
            {
                heard.Add(message.Text("text") ?? "");
                heard.EndSegment();
            }
            else
            {
                heard.Interim(message.Text("text") ?? "");
            }
        }
    }

    private sealed class SpeakingWire(string http) : SerialTextToSpeechWire
    {
        private long _utterance;

        public override SocketAddress Address => SocketAddress.Beside(http, "speak");

        protected override SocketMessage EndOfUtterance => SocketMessage.Json(("type", "end"));

        protected override SocketMessage Clear => SocketMessage.Json(("type", "clear"));

        protected override SocketMessage Speak(string text) => SocketMessage.Json(("say", text));

        public override void OnText(JsonElement message, SpokenUtterances spoken)
        {
            if (message.Is("done"))
            {
                Spoken(spoken);
            }
            else
            {
                spoken.Words(++_utterance, [.. message.Items("words").Words("word")]);
            }
        }
    }
}
