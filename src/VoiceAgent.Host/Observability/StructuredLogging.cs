using System.Text.Json;

namespace VoiceAgent.Hosting.Observability;

/// <summary>Logs: lines for people on a terminal, one JSON object a line everywhere else.</summary>
internal static class StructuredLogging
{
    public static ILoggingBuilder AddStructuredConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        if (Console.IsOutputRedirected)
        {
            logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                options.JsonWriterOptions = new JsonWriterOptions { Indented = false };
            });
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "HH:mm:ss.fff ";
            });
        }

        return logging;
    }
}
