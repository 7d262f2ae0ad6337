using System.CommandLine;

namespace VoiceAgent.Hosting.Commands;

/// <summary><c>voiceagent serve</c>: the server and its page.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = "Where to listen, such as http://0.0.0.0:8080. Default: http://localhost:8080.",
    };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "Another configuration file, read on top of appsettings.json.",
    };

    public static IEnumerable<Option> Options() => [Urls, Config];

    public static Command Create()
    {
        var command = new Command("serve", "Serve agents: the page, /ws/assistant, health and the API (default).");
        foreach (var option in Options())
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    public static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            var app = HostApplication.Create(arguments.GetValue(Urls), arguments.GetValue(Config));
            await using (app)
            {
                await app.RunAsync(cancellationToken);
            }

            return 0;
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } explanation)
        {
            await Console.Error.WriteLineAsync(explanation);
            return 1;
        }
    }
}
