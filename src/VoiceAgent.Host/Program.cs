using Spectre.Console;
using VoiceAgent.Hosting.Commands;

if (Console.IsOutputRedirected)
{
    // A log or a pipe is no terminal: no colours, and lines wide enough for words.
    AnsiConsole.Profile.Capabilities.Ansi = false;
    AnsiConsole.Profile.Width = 140;
}

return await CommandTree.Create().Parse(args).InvokeAsync();
