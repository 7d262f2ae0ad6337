using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using VoiceAgent.Errors;

namespace VoiceAgent.Tools.Mcp;

/// <summary>
/// Connections to MCP servers, whose tools are <see cref="AIFunction"/>s like any others: timeouts, interruption and limits of results are the
/// agent's. One per application; thread-safe. Disposal ends the servers it started.
/// </summary>
public sealed class McpToolbox : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Connection> _connections = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider _time;
    private readonly ILoggerFactory? _logs;

    /// <summary>An empty toolbox.</summary>
    public McpToolbox(TimeProvider? time = null, ILoggerFactory? logs = null) =>
        (_time, _logs) = (time ?? TimeProvider.System, logs);

    /// <summary>Connects to a server and lists its tools.</summary>
    /// <param name="name">What it is called here.</param>
    /// <param name="settings">Where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="VoiceAgentException">
    /// It cannot be started or reached (<see cref="ErrorCodes.ProviderUnavailable"/>), or not in time
    /// (<see cref="ErrorCodes.ProviderTimeout"/>), or the settings are wrong (<see cref="ErrorCodes.InvalidConfiguration"/>).
    /// </exception>
    public Task<IReadOnlyList<AIFunction>> ConnectAsync(
        string name,
        McpServerSettings settings,
        CancellationToken cancellationToken
    ) => ConnectAsync(name, CreateTransport(name, settings), settings.ConnectTimeout, cancellationToken);

    /// <summary>The tools of servers that are connected, in order. A name that two of them have gets its server's in front.</summary>
    /// <param name="servers">Names of servers; one that is not connected brings nothing.</param>
    public IReadOnlyList<AIFunction> ToolsOf(IEnumerable<string> servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        List<AIFunction> tools = [];
        foreach (var server in servers)
        {
            if (!_connections.TryGetValue(server, out var connection))
            {
                continue;
            }

            foreach (var tool in connection.Tools)
            {
                var isTaken = tools.Exists(other => other.Name == tool.Name);
                tools.Add(isTaken ? tool.WithName($"{server}_{tool.Name}") : tool);
            }
        }

        return tools;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var name in _connections.Keys)
        {
            if (_connections.TryRemove(name, out var connection))
            {
                await connection.Client.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    internal async Task<IReadOnlyList<AIFunction>> ConnectAsync(
        string name,
        IClientTransport transport,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        McpClient? client = null;
        try
        {
            client = await McpClient
                .CreateAsync(transport, loggerFactory: _logs, cancellationToken: both.Token)
                .ConfigureAwait(false);
            var tools = await client.ListToolsAsync(cancellationToken: both.Token).ConfigureAwait(false);
            var connection = new Connection(client, [.. tools]);
            if (!_connections.TryAdd(name, connection))
            {
                throw new VoiceAgentException(
                    ErrorCodes.InvalidConfiguration,
                    $"There are two MCP servers named '{name}'."
                );
            }

            return connection.Tools;
        }
        catch (Exception exception)
        {
            if (client is not null)
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(name, exception, late.IsCancellationRequested);
        }
    }

    private static VoiceAgentException Failure(string name, Exception exception, bool isLate) =>
        exception as VoiceAgentException
        ?? (
            isLate
                ? new(ErrorCodes.ProviderTimeout, $"The MCP server '{name}' did not answer in time.", exception)
                : new(
                    ErrorCodes.ProviderUnavailable,
                    $"The MCP server '{name}' cannot be started or reached; check VoiceAgent:Mcp:{name}.",
                    exception
                )
        );

    private static IClientTransport CreateTransport(string name, McpServerSettings settings)
    {
        if (settings is { Command: { Length: > 0 } command, Url: null })
        {
            return new StdioClientTransport(
                new StdioClientTransportOptions
                {
                    Name = name,
                    Command = command,
                    Arguments = settings.Arguments,
                    EnvironmentVariables = settings.Environment.ToDictionary(v => v.Key, v => (string?)v.Value),
                }
            );
        }

        if (settings is { Command: null, Url: { } url } && Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Name = name,
                    Endpoint = address,
                    AdditionalHeaders = settings.Headers,
                }
            );
        }

        throw new VoiceAgentException(
            ErrorCodes.InvalidConfiguration,
            $"VoiceAgent:Mcp:{name} needs either Command, a program, or Url, an address such as http://localhost:3001/mcp."
        );
    }

    private sealed record Connection(McpClient Client, IReadOnlyList<McpClientTool> Tools);
}
