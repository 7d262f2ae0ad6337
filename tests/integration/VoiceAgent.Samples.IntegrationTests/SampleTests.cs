namespace VoiceAgent.Samples;

/// <summary>Every sample is started as a program and talked to.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task An_agent_in_an_application_answers()
    {
        await using var sample = await SampleServer.StartAsync("01-embedding");
        Assert.Contains("84", (await sample.AskAsync("what is seven times twelve")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_takes_an_order()
    {
        await using var sample = await SampleServer.StartAsync("02-tools");
        Assert.Equal("You have not ordered yet.", (await sample.AskAsync("is my order ready")).Text);
        Assert.Equal("2 coffee, coming up. That makes 6 euros.", (await sample.AskAsync("I'd like two coffees")).Text);
        Assert.Equal("Almost there.", (await sample.AskAsync("is my order ready")).Text);
    }

    [Fact]
    public async Task A_processor_leaves_a_word_out()
    {
        await using var sample = await SampleServer.StartAsync("03-processor");
        var (text, _) = await sample.AskAsync("what is the capital of France");
        Assert.Contains("a secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Paris", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_voice_whistles_every_word()
    {
        await using var sample = await SampleServer.StartAsync("04-provider");
        var (text, samples) = await sample.AskAsync("what is seven times twelve");
        // 150 ms for each word, at the 24 kHz the client was promised; converting may cost or add a piece of 20 ms.
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.InRange(samples, (words * 3600) - 480, (words * 3600) + 480);
    }

    [Fact]
    public async Task A_call_is_recorded_and_runs_again()
    {
        var folder = Directory.CreateTempSubdirectory("voiceagent-sample");
        try
        {
            await using (
                var sample = await SampleServer.StartAsync("05-record-and-replay", "--Recordings", folder.FullName)
            )
            {
                await sample.AskAsync("what is seven times twelve");
                await UntilWrittenAsync(folder);
            }

            var file = Assert.Single(folder.GetFiles("*.varec")).FullName;
            var (code, output) = await SampleServer.RunAsync("05-record-and-replay", "replay", file);

            Assert.Equal(0, code);
            Assert.StartsWith("as it was: identical", output, StringComparison.Ordinal);
            Assert.Contains("with more patience:", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The recorder closes the file when the session is over, a moment after the client is.</summary>
    private static async Task UntilWrittenAsync(DirectoryInfo folder)
    {
        var look = TimeSpan.FromMilliseconds(20);
        while (folder.GetFiles("*.varec") is not [{ Length: > 0 }])
        {
            await Task.Delay(look, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
