using System.CommandLine;
using System.Net.WebSockets;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Hosting.Talk;

namespace VoiceAgent.Hosting.Commands;

/// <summary><c>voiceagent talk QUESTION.wav</c>: plays recordings to an agent in real time and shows what came back, and when.</summary>
internal static class TalkCommand
{
    private static readonly Argument<FileInfo[]> Questions = new("QUESTION.wav")
    {
        Description = "Recordings to say, one turn after the other; each waits for the reply to the one before it.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string[]> Texts = new("--text")
    {
        Description = "A turn to type instead, behind the recordings; may be given several times.",
    };

    private static readonly Option<FileInfo?> Out = new("--out")
    {
        Description = "Save what was heard, as a WAV file.",
    };

    private static readonly Option<Uri?> Url = new("--url")
    {
        Description =
            "A server to talk to, such as ws://localhost:8080/ws/assistant. Default: one is started for this talk.",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "ws" or "wss"))
            {
                return address;
            }

            result.AddError($"--url is '{text}'; give a WebSocket address, such as ws://localhost:8080/ws/assistant.");
            return null;
        },
    };

    private static readonly Option<string?> Agent = new("--agent")
    {
        Description = "The agent to talk to. Default: the server's.",
    };

    private static readonly Option<string?> Token = new("--token")
    {
        Description = "Token for a server that asks for one.",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON document, for programs.",
    };

    private static readonly Option<double> Patience = new("--patience")
    {
        Description = "Seconds to wait for a reply to begin.",
        DefaultValueFactory = _ => 15,
    };

    public static Command Create()
    {
        var command = new Command(
            "talk",
            "Say recordings to an agent in real time and show the timeline and latency of its replies."
        )
        {
            Questions,
            Texts,
            Out,
            Url,
            Agent,
            Token,
            Json,
            Patience,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var files = arguments.GetValue(Questions) ?? [];
        var texts = arguments.GetValue(Texts) ?? [];
        if (files.Length + texts.Length == 0)
        {
            await Console.Error.WriteLineAsync(
                "Nothing to say: give a recording (voiceagent talk QUESTION.wav) or --text \"…\"."
            );
            return 2;
        }

        try
        {
            return await TalkAsync(arguments, files, texts, cancellationToken);
        }
        catch (VoiceAgentException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Code}: {exception.Message}");
            return 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (WebSocketException exception)
        {
            await Console.Error.WriteLineAsync(
                $"No server answers at {arguments.GetValue(Url)}: {exception.InnerException?.Message ?? exception.Message} Start one with: voiceagent serve"
            );
            return 1;
        }
    }

    private static async Task<int> TalkAsync(
        ParseResult arguments,
        FileInfo[] files,
        string[] texts,
        CancellationToken cancellationToken
    )
    {
        var turns = files
            .Select(file => Load(file))
            .Concat(texts.Select(text => new TalkTurn(text, default, text)))
            .ToArray();
        var server = arguments.GetValue(Url) is null ? await LocalServer.StartAsync(cancellationToken) : null;
        await using var disposal = server;
        var conversation = new TalkConversation(
            new TalkSettings
            {
                Server = arguments.GetValue(Url) ?? server!.Address,
                Agent = arguments.GetValue(Agent),
                Token = arguments.GetValue(Token),
                Patience = TimeSpan.FromSeconds(arguments.GetValue(Patience)),
            },
            TimeProvider.System
        );
        var report = await conversation.RunAsync(turns, cancellationToken);
        if (arguments.GetValue(Out) is { } path)
        {
            await File.WriteAllBytesAsync(
                path.FullName,
                WavWriter.ToBytes(report.Format, report.Heard.Span),
                cancellationToken
            );
        }

        TalkPrinter.Print(report, arguments.GetValue(Json), arguments.GetValue(Out)?.FullName);
        return report.Problem is null ? 0 : 3;
    }

    private static TalkTurn Load(FileInfo file)
    {
        if (!file.Exists)
        {
            throw new FileNotFoundException($"There is no file {file.FullName}.");
        }

        using var stream = file.OpenRead();
        var wav = WavReader.Read(stream, mono: true);
        if (wav.Pcm.IsEmpty)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidAudio,
                $"{file.FullName} holds no audio; record something."
            );
        }

        var pcm = Resampler.Resample(wav.Pcm.Span, wav.Format.SampleRate, AudioFormat.Input16Khz.SampleRate);
        return new TalkTurn(file.Name, pcm, null);
    }
}
