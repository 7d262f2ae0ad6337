using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

public class ConvertedConnectionTests
{
    private readonly LegOf8Khz _leg = new();
    private readonly ConvertedConnection _connection;

    public ConvertedConnectionTests() =>
        _connection = new ConvertedConnection(_leg, AudioFormat.Input16Khz, AudioFormat.Output24Khz);

    [Fact]
    public async Task Audio_is_converted_both_ways()
    {
        _leg.Inputs.Enqueue(MediaInput.FromAudio(new byte[320]));
        _leg.Inputs.Enqueue(MediaInput.FromAudio(new byte[320]));
        var first = await _connection.ReadAsync(default);
        var second = await _connection.ReadAsync(default);
        await SendAsync(0, 480);
        await SendAsync(480, 480);

        Assert.Equal(AudioFormat.Input16Khz, _connection.Info.Input);
        Assert.Equal(AudioFormat.Output24Khz, _connection.Info.Output);
        Assert.InRange(first.Audio.Length + second.Audio.Length, 1000, 1280);
        Assert.InRange(_leg.Sent.Sum(piece => piece.Pcm.Length), 500, 640);
    }

    [Fact]
    public async Task All_that_was_sent_being_played_is_told_as_that()
    {
        await SendAsync(24_000, 480);
        await SendAsync(24_480, 480);

        Assert.Equal(8_000, _leg.Sent[0].Position);
        Assert.Equal(24_960, await PlayedAsync(_leg.Sent[^1].Position + (_leg.Sent[^1].Pcm.Length / 2)));
        Assert.Equal(24_960 - 300, await PlayedAsync(_leg.Sent[^1].Position + (_leg.Sent[^1].Pcm.Length / 2) - 100));
    }

    [Fact]
    public async Task Everything_else_passes()
    {
        _leg.Inputs.Enqueue(MediaInput.FromLost("gone"));
        await _connection.WriteMessageAsync(new EndFrame("done"), default);
        await _connection.ClearAsync(new ResponseId(1), default);
        await _connection.PauseAsync(new ResponseId(2), default);

        Assert.True((await _connection.ReadAsync(default)).IsLost);
        Assert.Equal(["EndFrame", "clear 1", "clear 2"], _leg.Calls);
        await _connection.DisposeAsync();
        Assert.Equal("disposed", _leg.Calls[^1]);
    }

    private ValueTask SendAsync(long position, int samples) =>
        _connection.WriteAudioAsync(new MediaOutput(new ResponseId(1), new byte[samples * 2], position), default);

    private async Task<long> PlayedAsync(long samples)
    {
        _leg.Inputs.Enqueue(MediaInput.FromPlayed(samples));
        return (await _connection.ReadAsync(default)).PlayedSamples;
    }

    private sealed class LegOf8Khz : IMediaConnection
    {
        public Queue<MediaInput> Inputs { get; } = new();

        public List<MediaOutput> Sent { get; } = [];

        public List<string> Calls { get; } = [];

        public MediaConnectionInfo Info { get; } =
            new()
            {
                Transport = "test",
                ConnectionId = "1",
                Input = new AudioFormat(8000),
                Output = new AudioFormat(8000),
            };

        public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) => new(Inputs.Dequeue());

        public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
        {
            Sent.Add(audio);
            return default;
        }

        public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) =>
            Note(message.GetType().Name);

        public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) =>
            Note($"clear {through.Value}");

        public ValueTask DisposeAsync() => Note("disposed");

        private ValueTask Note(string call)
        {
            Calls.Add(call);
            return default;
        }
    }
}
