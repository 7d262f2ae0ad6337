using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Audio;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Hosting.Commands;
using VoiceAgent.Hosting.Talk;
using VoiceAgent.Tests.Common;

namespace VoiceAgent.Hosting;

/// <summary>A spoken call with the host, in real time over a socket, recorded and replayed from the command line.</summary>
public sealed class RecordedCallTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voiceagent-recordings");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_spoken_call_is_recorded_and_replays_identically()
    {
        await CallAsync();
        var file = Assert.Single(_folder.GetFiles("*.varec")).FullName;
        Assert.NotEmpty(_folder.GetFiles("*-001.wav"));

        var (code, output) = Run("replay", file, "--json", "--times", "3");
        using var document = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.True(document.RootElement.GetProperty("identical").GetBoolean());
        Assert.Equal("over", document.RootElement.GetProperty("endReason").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("hashes").GetInt32());
        Assert.InRange(document.RootElement.GetProperty("replays").GetInt32(), 3, int.MaxValue);
        Assert.True(document.RootElement.GetProperty("speed").GetDouble() > 0);

        var test = Path.Combine(_folder.FullName, "tests", "CallTests.cs");
        Assert.Equal(0, Run("replay", file, "--test", test).Code);
        Assert.Contains("public sealed class CallTests", await File.ReadAllTextAsync(test), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "tests", Path.GetFileName(file))));
    }

    [Fact]
    public void A_file_that_is_no_recording_is_told_by_its_code()
    {
        var file = Path.Combine(_folder.FullName, "no.varec");
        File.WriteAllText(file, "no recording at all");

        var (code, output) = Run("replay", file);

        Assert.Equal(2, code);
        Assert.StartsWith("invalid_recording:", output, StringComparison.Ordinal);
    }

    private async Task CallAsync()
    {
        var config = Path.Combine(_folder.FullName, "settings.json");
        var settings = new
        {
            VoiceAgent = new
            {
                RecordingFolder = _folder.FullName,
                RecordingStereo = true,
                Agents = new { demo = new { Record = true } },
            },
        };
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(settings));
        await using var server = await LocalServer.StartAsync(TestContext.Current.CancellationToken, config);
        var engines = server.Services.GetRequiredService<EngineChoice>();
        foreach (var engine in engines.Recognizers.Concat(engines.Voices).Where(engine => !engine.IsAvailable))
        {
            Assert.Skip(engine.ToString());
        }

        var conversation = new TalkConversation(new TalkSettings { Server = server.Address }, TimeProvider.System);
        using var file = File.OpenRead(SharedData.Speech("q_weather.wav"));
        var wav = WavReader.Read(file, mono: true);
        var question = Resampler.Resample(wav.Pcm.Span, wav.Format.SampleRate, 16000);
        await conversation.RunAsync([new TalkTurn("question", question, null)], TestContext.Current.CancellationToken);
    }

    private static (int Code, string Output) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = CommandTree.Create().Parse(arguments).Invoke(new() { Output = output, Error = output });
        return (code, output.ToString());
    }
}
