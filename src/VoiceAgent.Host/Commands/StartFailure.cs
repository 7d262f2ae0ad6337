using System.Net.Sockets;
using Microsoft.Extensions.Options;
using VoiceAgent.Errors;

namespace VoiceAgent.Hosting.Commands;

/// <summary>Says in one or two lines why the host did not start and what to do, instead of a stack trace.</summary>
internal static class StartFailure
{
    /// <summary>The explanation, or null for failures that deserve their stack trace.</summary>
    public static string? Explain(Exception exception) =>
        exception switch
        {
            OptionsValidationException invalid => "Configuration is wrong:\n  " + string.Join("\n  ", invalid.Failures),
            VoiceAgentException known => $"{known.Code}: {known.Message}",
            InvalidDataException or FormatException => $"Configuration cannot be read: {exception.Message}",
            FileNotFoundException missing => missing.Message,
            IOException { InnerException: { } inner }
                when inner is SocketException || inner.InnerException is SocketException =>
                $"{exception.Message} Choose another address with --urls, such as --urls http://localhost:8090.",
            ArgumentOutOfRangeException { ParamName: "port" } =>
                "A port is 0 to 65535; choose another one with --urls.",
            InvalidOperationException { InnerException: FormatException or InvalidOperationException } =>
                $"Configuration cannot be read: {exception.Message} {exception.InnerException!.Message}",
            _ => null,
        };
}
