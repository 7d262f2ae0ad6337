using VoiceAgent.Audio;
using VoiceAgent.Hosting.Talk;
using VoiceAgent.Recording;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Hosting;

/// <summary>A host that is killed in the middle of a spoken call leaves a recording and sound that can be used.</summary>
public sealed class KilledHostTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Unwritten = TimeSpan.FromSeconds(3);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voiceagent-killed");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_whose_host_is_killed_can_be_replayed_and_heard(bool audio)
    {
        await using var host = await HostProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["VoiceAgent:Agents:demo:Record"] = "true",
                ["VoiceAgent:RecordingFolder"] = _folder.FullName,
                ["VoiceAgent:RecordingStereo"] = "true",
                ["VoiceAgent:RecordingAudio"] = audio.ToString(),
            }
        );
        await host.RequireSpeechAsync();

        await TalkUntilKilledAsync(host, "sunny today");

        var recording = SessionRecording.Load(Assert.Single(_folder.GetFiles("*.varec")).FullName);
        Assert.Equal(("cut", audio), (recording.EndReason, recording.HasAudio));
        Assert.Contains(recording.Lines, line => line.Contains("-> UserTurn", StringComparison.Ordinal));
        var replay = SessionReplay.Run(recording);
        Assert.True(replay.IsIdentical, replay.ToString());
        Assert.Equal(recording.Lines.Count(), replay.Lines.Count);
        ShouldBeHeard(Assert.Single(_folder.GetFiles("*.wav")).FullName, recording.Duration);
    }

    /// <summary>Asks a question over a socket and listens, until the recording on the disk says that words were heard; then the host dies.</summary>
    private async Task TalkUntilKilledAsync(HostProcess host, string words)
    {
        await using var file = File.OpenRead(SharedData.Speech("q_weather.wav"));
        var wav = WavReader.Read(file, mono: true);
        var question = Resampler.Resample(wav.Pcm.Span, wav.Format.SampleRate, AudioFormat.Input16Khz.SampleRate);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var conversation = new TalkConversation(new TalkSettings { Server = host.Conversations }, TimeProvider.System);
        var talking = conversation.RunAsync([new TalkTurn("question", question, null)], stop.Token);
        var began = TimeProvider.System.GetTimestamp();
        while (!IsHeardOnDisk(words))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, "The answer was never begun.");
            await Task.Delay(Look, TimeProvider.System, Cancelled);
        }

        await host.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAny(talking);
    }

    private bool IsHeardOnDisk(string words) =>
        _folder.GetFiles("*.varec") is [{ Length: > 0 } file]
        && SessionRecording
            .Load(file.FullName)
            .Lines.Where(line => line.Contains("BotHeard", StringComparison.Ordinal))
            .Any(line => line.Contains(words, StringComparison.Ordinal));

    private static void ShouldBeHeard(string path, TimeSpan duration)
    {
        var wav = WavReader.Read(File.ReadAllBytes(path));
        Assert.Equal(2, wav.Format.Channels);
        var samples = Pcm16.AsSamples(wav.Pcm.Span);
        var length = wav.Format.SamplesToTime(samples.Length / 2);
        Assert.InRange(length, duration - Unwritten, duration + TimeSpan.FromSeconds(1));
        var (user, bot) = (0, 0);
        for (var i = 0; i + 1 < samples.Length; i += 2)
        {
            (user, bot) = (Math.Max(user, Math.Abs((int)samples[i])), Math.Max(bot, Math.Abs((int)samples[i + 1])));
        }

        Assert.True(user > 1000 && bot > 1000, $"The loudest samples are {user} and {bot}.");
    }
}
