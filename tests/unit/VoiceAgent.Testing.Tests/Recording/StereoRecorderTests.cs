using System.Runtime.InteropServices;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Recording;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Recording;

public sealed class StereoRecorderTests
{
    private readonly VirtualTime _time = new();
    private readonly List<MemoryStream> _files = [];

    [Fact]
    public void The_user_is_left_and_the_bot_is_right_as_far_as_it_was_heard()
    {
        _time.Run(async () =>
        {
            await using var recorder = Recorder(TimeSpan.FromMinutes(1), out var client);
            client.TurnOnMicrophone();
            client.Speak(TimeSpan.FromSeconds(0.5));
            var reading = ReadAsync(recorder);
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
            // A second of sound, of which the client is told to drop the second half.
            await recorder.WriteAudioAsync(new MediaOutput(new ResponseId(1), Loud(24000), 0), default);
            await Task.Delay(TimeSpan.FromSeconds(0.5), _time);
            await recorder.ClearAsync(new ResponseId(1), default);
            await Task.Delay(TimeSpan.FromSeconds(3), _time);
            client.Vanish();
            await reading;
        });

        var samples = Samples(Assert.Single(_files));
        var left = samples.Where((_, i) => i % 2 == 0).ToArray();
        var right = samples.Where((_, i) => i % 2 == 1).ToArray();
        Assert.InRange(left.Length, 4.4 * 24000, 4.6 * 24000);
        Assert.InRange(Array.FindIndex(left, s => s != 0), 0, 0.1 * 24000);
        Assert.InRange(Array.FindLastIndex(left, s => s != 0), 0.4 * 24000, 0.6 * 24000);
        Assert.InRange(Array.FindIndex(right, s => s != 0), 0.9 * 24000, 1.2 * 24000);
        Assert.InRange(right.Count(s => s != 0), 0.4 * 24000, 0.6 * 24000);
    }

    [Fact]
    public void Files_are_as_long_as_asked_for_and_readable_while_they_grow()
    {
        _time.Run(async () =>
        {
            await using var recorder = Recorder(TimeSpan.FromSeconds(2), out var client);
            client.TurnOnMicrophone();
            var reading = ReadAsync(recorder);
            await Task.Delay(TimeSpan.FromSeconds(5.4), _time);
            Assert.Equal(3, _files.Count);
            Assert.NotEmpty(Samples(_files[2]));
            client.Vanish();
            await reading;
        });

        Assert.Equal(3, _files.Count);
        Assert.All(_files.Take(2), file => Assert.InRange(Samples(file).Length, 2 * 48000, 2.3 * 48000));
    }

    private StereoRecorder Recorder(TimeSpan segment, out FakeMediaConnection client)
    {
        client = new FakeMediaConnection(_time);
        return new StereoRecorder(client, Open, segment, _time, _time.Executor);
    }

    private MemoryStream Open(int number)
    {
        Assert.Equal(_files.Count + 1, number);
        _files.Add(new MemoryStream());
        return _files[^1];
    }

    private static async Task ReadAsync(StereoRecorder recorder)
    {
        while ((await recorder.ReadAsync(CancellationToken.None)).Kind != MediaInputKind.Closed)
        {
            // Until the client is gone.
        }
    }

    private static byte[] Loud(int samples) =>
        MemoryMarshal.AsBytes<short>(Enumerable.Repeat((short)1000, samples).ToArray()).ToArray();

    private static short[] Samples(MemoryStream file) =>
        MemoryMarshal.Cast<byte, short>(file.ToArray().AsSpan(WavWriter.HeaderLength)).ToArray();
}
