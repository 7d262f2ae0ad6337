using VoiceAgent.Errors;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Providers.OpenAI.Realtime;

/// <summary>
/// Speech to speech with OpenAI's realtime models, over the realtime socket: one connection per conversation. Shared by all sessions; thread-safe.
/// </summary>
public sealed class OpenAISpeechToSpeech : ISpeechToSpeech
{
    private const string DefaultModel = "gpt-realtime";

    private readonly OpenAIConnection _connection;
    private readonly TimeProvider _time;

    /// <summary>A model over a connection, which it does not own.</summary>
    public OpenAISpeechToSpeech(OpenAIConnection connection, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        (_connection, _time) = (connection, time ?? TimeProvider.System);
        Capabilities = new SpeechToSpeechCapabilities
        {
            Name = connection.Vendor.Name,
            Model = connection.Options.Realtime.Model ?? DefaultModel,
            DetectsSpeech = connection.Options.Realtime.Turns != RealtimeTurns.Engine,
            // The server ends a session after an hour.
            Lifetime = TimeSpan.FromMinutes(60),
        };
    }

    /// <inheritdoc />
    public SpeechToSpeechCapabilities Capabilities { get; }

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">There is no key, or the server refuses it or the model, or cannot be reached.</exception>
    public async ValueTask<ISpeechToSpeechSession> OpenAsync(
        SpeechToSpeechSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var address = SocketAddress
            .Beside(_connection.Address.AbsoluteUri, "realtime", ("model", Capabilities.Model))
            .WithHeader("Authorization", $"Bearer {_connection.Key()}");
        var socket = await VendorSocket
            .ConnectAsync(
                _connection.Vendor,
                address,
                new SocketSettings(),
                static () => null,
                _time,
                cancellationToken
            )
            .ConfigureAwait(false);
        var session = new RealtimeSession(_connection.Vendor, socket, new RealtimeSettings(_connection));
        try
        {
            await session.BeginAsync(options, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (Exception)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
