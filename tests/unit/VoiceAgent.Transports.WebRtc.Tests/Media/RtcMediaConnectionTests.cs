using System.Diagnostics.Metrics;
using VoiceAgent.Frames;
using VoiceAgent.Testing;
using VoiceAgent.Tests.Common;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.Media;

public sealed class RtcMediaConnectionTests
{
    private const int FrameSamples = 480;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    private readonly VirtualTime _time = new();
    private readonly PcmCodec _codec = new();
    private readonly FakeRtcSession _session;
    private readonly RtcMediaConnection _connection;
    private readonly List<(TimeSpan At, MediaInput Input)> _inputs = [];
    private long _position;

    public RtcMediaConnectionTests()
    {
        _session = new FakeRtcSession(_time);
        _connection = new RtcMediaConnection(
            _session,
            _codec,
            new PlainProtocol(),
            new MediaPacer(_time),
            "rtc-1",
            new RtcMediaOptions()
        );
    }

    [Fact]
    public void From_the_moment_it_is_connected_a_frame_comes_every_20_ms()
    {
        Run(async () =>
        {
            Assert.False(_connection.Connected.IsCompleted);
            await WaitAsync(500);
            Assert.Empty(_inputs);
            _session.Connect();
            Assert.True(await _connection.Connected);
            await WaitAsync(1000);
        });

        var audio = _inputs.Where(input => input.Input.Kind == MediaInputKind.Audio).ToList();
        Assert.Equal(50, audio.Count);
        Assert.All(audio, input => Assert.Equal(640, input.Input.Audio.Length));
        var gaps = audio.Zip(audio.Skip(1), (a, b) => b.At - a.At);
        Assert.All(gaps, gap => Assert.Equal(Frame, gap));
    }

    [Fact]
    public void What_is_said_before_the_peer_is_connected_is_sent_when_it_is()
    {
        Run(async () =>
        {
            await WriteAsync(pieces: 3);
            await WaitAsync(2000);
            Assert.Empty(_session.Packets);
            _session.Connect();
            await WaitAsync(100);
        });

        Assert.Equal([1, 2, 3], Spoken());
        Assert.InRange(_session.Packets[0].At.TotalMilliseconds, 2000, 2020);
    }

    [Fact]
    public void A_packet_leaves_every_20_ms_and_timestamps_follow_the_clock_through_pauses()
    {
        Run(async () =>
        {
            _session.Connect();
            await WriteAsync(pieces: 5);
            await WaitAsync(1000);
            await WriteAsync(pieces: 5);
            await WaitAsync(500);
        });

        var first = _session.Packets[0];
        Assert.All(
            _session.Packets,
            packet =>
                Assert.Equal(
                    (packet.At - first.At).TotalMilliseconds * 48,
                    unchecked(packet.Timestamp - first.Timestamp)
                )
        );
        Assert.Equal(Enumerable.Range(1, 10), Spoken());
        Assert.Equal([1, 6], _session.Packets.Where(packet => packet.Marker).Select(SpokenIn));
        Assert.Equal(20, _session.Packets.Count);
        Assert.All(_session.Packets.Skip(5).Take(5), packet => Assert.Equal(0, SpokenIn(packet)));
    }

    [Fact]
    public void An_interruption_drops_what_waits_at_once()
    {
        var cleared = TimeSpan.Zero;
        Run(async () =>
        {
            _session.Connect();
            await WriteAsync(pieces: 20);
            await WaitAsync(100);
            cleared = _time.Elapsed;
            await _connection.ClearAsync(new ResponseId(1), default);
            await WaitAsync(1000);
        });

        Assert.All(_session.Packets.Where(packet => SpokenIn(packet) > 0), packet => Assert.True(packet.At <= cleared));
        Assert.InRange(Spoken().Count, 4, 6);
        Assert.Contains("clear 1", _session.Messages);
    }

    [Fact]
    public void An_interruption_leaves_later_responses_alone()
    {
        Run(async () =>
        {
            _session.Connect();
            await WriteAsync(pieces: 10);
            await WriteAsync(pieces: 5, response: 2);
            await WaitAsync(50);
            await _connection.ClearAsync(new ResponseId(1), default);
            await WaitAsync(1000);
        });

        Assert.Equal([11, 12, 13, 14, 15], Spoken().TakeLast(5));
        Assert.InRange(Spoken().Count, 7, 8);
    }

    [Fact]
    public void What_was_played_is_told_and_never_more_than_was_sent()
    {
        _session.Statistics = new RtcStatistics { RoundTrip = TimeSpan.FromMilliseconds(100) };
        Run(async () =>
        {
            _session.Connect();
            await WaitAsync(1500);
            await WriteAsync(pieces: 20);
            await WaitAsync(200);
            await _connection.ClearAsync(new ResponseId(1), default);
            await WaitAsync(1000);
            await WriteAsync(pieces: 5, response: 2);
            await WaitAsync(1000);
        });

        var reports = _inputs.Where(input => input.Input.Kind == MediaInputKind.Played).ToList();
        var first = _session.Packets.First(packet => SpokenIn(packet) == 1).At;

        // Half the round trip and the peer's own 60 ms lie between being sent and being heard.
        var heard = (reports[0].At - first - TimeSpan.FromMilliseconds(110)).TotalMilliseconds * 24;
        Assert.Equal(heard, reports[0].Input.PlayedSamples, tolerance: 1);
        var sentBeforeClear = Spoken().TakeWhile(number => number <= 20).Count();
        Assert.InRange(sentBeforeClear, 10, 11);
        Assert.Contains(reports, report => report.Input.PlayedSamples == sentBeforeClear * FrameSamples);
        Assert.Equal(25 * FrameSamples, reports[^1].Input.PlayedSamples);
        Assert.Equal(
            reports.Select(report => report.Input.PlayedSamples).Order(),
            reports.Select(report => report.Input.PlayedSamples)
        );
    }

    [Fact]
    public void What_could_not_be_sent_is_not_told_as_played()
    {
        Run(async () =>
        {
            _session.Connect();
            await WriteAsync(pieces: 10);
            await WaitAsync(110);
            _session.TakesAudio = false;
            await WaitAsync(1000);
        });

        Assert.Equal(Spoken().Count * FrameSamples, _inputs.Max(input => input.Input.PlayedSamples));
        Assert.InRange(Spoken().Count, 5, 6);
    }

    [Fact]
    public void What_the_peer_loses_is_told_to_the_encoder()
    {
        Run(async () =>
        {
            _session.Connect();
            _session.Statistics = new RtcStatistics { FractionLost = 0.2 };
            await WaitAsync(1100);
            Assert.Equal(0.2, _codec.ExpectedLoss);
            _session.Statistics = default;
            await WaitAsync(2000);
            Assert.InRange(_codec.ExpectedLoss, 0.15, 0.19);
            await WaitAsync(60_000);
            Assert.Equal(0, _codec.ExpectedLoss);
        });
    }

    [Fact]
    public void Messages_wait_for_the_data_channel_in_order()
    {
        _session.TakesMessages = false;
        Run(async () =>
        {
            _session.Connect();
            await _connection.WriteMessageAsync(new BotStartedSpeakingFrame(), default);
            await _connection.WriteMessageAsync(new BotStoppedSpeakingFrame(false), default);
            await WaitAsync(20_000);
            Assert.DoesNotContain(_inputs, input => input.Input.Kind == MediaInputKind.Closed);
            _session.TakesMessages = true;
            await WaitAsync(40);
        });

        Assert.Equal(["started", "stopped", "end"], _session.Messages);
    }

    [Fact]
    public void A_data_channel_that_takes_nothing_any_more_ends_the_connection()
    {
        Run(async () =>
        {
            _session.Connect();
            await _connection.WriteMessageAsync(new BotStartedSpeakingFrame(), default);
            _session.TakesMessages = false;
            await _connection.WriteMessageAsync(new BotStoppedSpeakingFrame(false), default);
            await WaitAsync(11_000);
        });

        Assert.Equal("the data channel takes nothing", _inputs[^1].Input.Reason);
        Assert.Equal("the data channel takes nothing", _session.CloseReason);
    }

    [Fact]
    public void A_message_may_be_answered_without_the_conversation()
    {
        Run(async () =>
        {
            _session.Connect();
            _session.Say("ping");
            await WaitAsync(100);
        });

        Assert.Equal(["pong", "end"], _session.Messages);
        Assert.DoesNotContain(_inputs, input => input.Input.Kind == MediaInputKind.Message);
    }

    [Fact]
    public void Speaking_to_a_silent_client_allocates_nothing()
    {
        _session.KeepsPackets = false;
        var pcm = new byte[FrameSamples * sizeof(short)];
        var (tick, isDone) = (0L, true);
        Assert.Equal(
            0,
            Allocations.Of(() =>
            {
                for (var round = 0; round < 100; round++, tick++)
                {
                    var audio = new MediaOutput(new ResponseId(1), pcm, tick * FrameSamples);
                    isDone &= WasWritten(_connection.WriteAudioAsync(audio, default));
                    _connection.Tick(tick, Frame * tick, isTimely: true);
                    isDone &= WasRead(_connection.ReadAsync(default));
                }
            })
        );
        Assert.True(isDone);

        static bool WasWritten(ValueTask write) => write.IsCompletedSuccessfully;
        static bool WasRead(ValueTask<MediaInput> read) =>
            read.Result.Kind is MediaInputKind.Audio or MediaInputKind.Played;
    }

    [Fact]
    public void What_became_of_the_packets_is_counted()
    {
        using var listener = new MeterListener();
        var malformed = 0L;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "voiceagent.webrtc.audio.packets")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (_, count, tags, _) => malformed += tags[0].Value is "malformed" ? count : 0
        );
        listener.Start();

        Run(async () =>
        {
            _session.Connect();
            _session.Speak(ReadOnlyMemory<byte>.Empty);
            await WaitAsync(2000);
        });

        Assert.True(malformed >= 1);
        Assert.Equal(1, _connection.Counters.Malformed);
    }

    [Fact]
    public void The_end_says_why_and_frees_everything()
    {
        Run(async () =>
        {
            _session.Connect();
            await WaitAsync(100);
            await _connection.WriteMessageAsync(new EndFrame("goodbye"), default);
            await _connection.DisposeAsync();
            await _connection.DisposeAsync();
        });

        Assert.Equal("goodbye", _session.CloseReason);
        Assert.Equal(["end"], _session.Messages);
        Assert.True(_session.IsDisposed);
        Assert.True(_codec.IsDisposed);
        Assert.Equal(MediaInputKind.Closed, _inputs[^1].Input.Kind);
    }

    [Fact]
    public void A_reader_that_sleeps_misses_audio_and_no_message()
    {
        List<MediaInput> read = [];
        _time.Run(async () =>
        {
            _session.Connect();
            _session.Say("hello");
            await WaitAsync(10_000);
            _session.Say("still there");
            while (read.Count == 0 || read[^1].Message is not InputTextFrame { Text: "still there" })
            {
                read.Add(await _connection.ReadAsync(default));
            }
        });

        Assert.Equal(MediaInbox.MaxAudio, read.Count(input => input.Kind == MediaInputKind.Audio));
        Assert.Equal(2, read.Count(input => input.Kind == MediaInputKind.Message));
    }

    private void Run(Func<Task> body) =>
        _time.Run(async () =>
        {
            var reading = ReadAllAsync();
            await body();
            await _connection.DisposeAsync();
            await reading;
        });

    private async Task ReadAllAsync()
    {
        MediaInput input;
        do
        {
            input = await _connection.ReadAsync(default);
            _inputs.Add((_time.Elapsed, input));
        } while (input.Kind != MediaInputKind.Closed);
    }

    private Task WaitAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _time);

    /// <summary>Writes pieces of 20 ms; every sample of a piece is its number, from 1.</summary>
    private async Task WriteAsync(int pieces, int response = 1)
    {
        for (; pieces > 0; pieces--)
        {
            var samples = new short[FrameSamples];
            samples.AsSpan().Fill((short)((_position / FrameSamples) + 1));
            var pcm = Audio.Pcm16.AsBytes(samples).ToArray();
            await _connection.WriteAudioAsync(new MediaOutput(new ResponseId(response), pcm, _position), default);
            _position += FrameSamples;
        }
    }

    private List<int> Spoken() => [.. _session.Packets.Select(SpokenIn).Where(number => number > 0)];

    private static int SpokenIn(SentPacket packet) => BitConverter.ToInt16(packet.Payload);
}
