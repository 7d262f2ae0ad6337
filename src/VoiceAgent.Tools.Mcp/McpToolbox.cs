using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using VoiceAgent.Errors;

namespace VoiceAgent.Tools.Mcp;

/// <summary>
/// Connections to MCP servers, whose tools are <see cref="AIFunction"/>s like any others: timeouts, interruption and limits of results are the
/// agent's. A server that dies is connected to again when a tool of it is called. One per application; thread-safe. Disposal ends the servers it
/// started.
/// </summary>
public sealed class McpToolbox : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, McpServerLink> _servers = new(StringComparer.OrdinalIgnoreCase);
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
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        Check(name, settings);
        return ConnectAsync(name, () => CreateTransport(name, settings), settings.ConnectTimeout, cancellationToken);
    }

    /// <summary>The tools of servers that are connected, in order. A name that two of them have gets its server's in front.</summary>
    /// <param name="servers">Names of servers; one that is not connected brings nothing.</param>
    public IReadOnlyList<AIFunction> ToolsOf(IEnumerable<string> servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        List<AIFunction> tools = [];
        foreach (var server in servers)
        {
            if (!_servers.TryGetValue(server, out var link))
            {
                continue;
            }

            foreach (var tool in link.Tools)
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
        foreach (var name in _servers.Keys)
        {
            if (_servers.TryRemove(name, out var link))
            {
                await link.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    internal async Task<IReadOnlyList<AIFunction>> ConnectAsync(
        string name,
        Func<IClientTransport> createTransport,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var link = new McpServerLink(name, createTransport, timeout, _time, _logs);
        await link.ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (_servers.TryAdd(name, link))
        {
            return link.Tools;
        }

        await link.DisposeAsync().ConfigureAwait(false);
        throw new VoiceAgentException(ErrorCodes.InvalidConfiguration, $"There are two MCP servers named '{name}'.");
    }

    private static void Check(string name, McpServerSettings settings)
    {
        var isProgram = settings is { Command.Length: > 0, Url: null };
        var isAddress = settings.Command is null && Uri.TryCreate(settings.Url, UriKind.Absolute, out _);
        if (!isProgram && !isAddress)
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"VoiceAgent:Mcp:{name} needs either Command, a program, or Url, an address such as http://localhost:3001/mcp."
            );
        }
    }

    private static IClientTransport CreateTransport(string name, McpServerSettings settings) =>
        settings.Command is { } command
            ? new StdioClientTransport(
                new StdioClientTransportOptions
                {
                    Name = name,
                    Command = command,
                    Arguments = settings.Arguments,
                    EnvironmentVariables = settings.Environment.ToDictionary(v => v.Key, v => (string?)v.Value),
                }
            )
            : new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Name = name,
                    Endpoint = new Uri(settings.Url!),
                    AdditionalHeaders = settings.Headers,
                }
            );
}
