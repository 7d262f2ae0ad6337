using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using VoiceAgent.Audio;

namespace VoiceAgent.Transports.WebSockets;

/// <summary>Checks the ranges written on the options; its messages name the key and the range.</summary>
internal sealed class WebSocketTransportOptionsValidator
    : IValidateOptions<WebSocketTransportOptions>,
        IValidateOptions<PipecatOptions>
{
    public ValidateOptionsResult Validate(string? name, WebSocketTransportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        Check(result, options.MaxSessions, 1, 1_000_000);
        Check(result, options.MaxMessageBytes, 4096, 16 * 1024 * 1024);
        Check(result, options.MaxQueuedBytes, 4096, 64 * 1024 * 1024);
        Check(result, options.MaxQueuedMessages, 16, 65536);
        Check(result, options.MaxBadMessages, 1, 100_000);
        Check(result, options.SlowClientTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Check(result, options.HandshakeTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Check(result, options.CloseTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        Check(result, options.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(result, options.KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(result, options.Lead, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(5));
        Check(result, options.ResumeGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Check(result, options.ToolEvents, ToolEventDetail.None, ToolEventDetail.Full);
        return result.Build();
    }

    public ValidateOptionsResult Validate(string? name, PipecatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        Check(result, options.PlayerSampleRate, AudioFormat.MinSampleRate, AudioFormat.MaxSampleRate);
        Check(result, options.MaxMessageBytes, 4096, 16 * 1024 * 1024);
        Check(result, options.FarewellTimeout, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        return result.Build();
    }

    private static void Check<T>(
        ValidateOptionsResultBuilder result,
        T value,
        T low,
        T high,
        [CallerArgumentExpression(nameof(value))] string expression = ""
    )
        where T : notnull
    {
        if (Comparer<T>.Default.Compare(value, low) < 0 || Comparer<T>.Default.Compare(value, high) > 0)
        {
            var key = expression[(expression.LastIndexOf('.') + 1)..];
            result.AddError($"{key} is {value}; it must be from {low} to {high}.", key);
        }
    }
}
