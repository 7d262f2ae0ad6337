using VoiceAgent.Tests.Common;

namespace VoiceAgent.Hosting.Reference;

/// <summary>
/// The pages of <c>docs/reference</c> that are made from the sources say what the sources say. Run with VOICEAGENT_ACCEPT=1 to write
/// them anew.
/// </summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Every_error_code_is_listed() => AssertPage("errors.md", ErrorPage.Write());

    [Fact]
    public void Every_metric_and_span_is_listed() => AssertPage("telemetry.md", TelemetryPage.Write());

    [Fact]
    public void Every_configuration_key_is_listed() => AssertPage("configuration.md", ConfigurationPage.Write());

    [Fact]
    public void Every_command_and_option_is_listed() => AssertPage("command-line.md", CommandLinePage.Write());

    [Fact]
    public void Every_provider_says_what_it_can_do() => AssertPage("providers.md", ProviderPage.Write());

    private static void AssertPage(string name, string page)
    {
        var file = RepositoryRoot.File($"docs/reference/{name}");
        if (Environment.GetEnvironmentVariable("VOICEAGENT_ACCEPT") is "1")
        {
            File.WriteAllText(file, page);
        }

        Assert.True(
            File.Exists(file) && File.ReadAllText(file) == page,
            $"docs/reference/{name} is out of date: run ./scripts/dev.sh test integration --accept and commit it."
        );
    }
}
