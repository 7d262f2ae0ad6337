using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using VoiceAgent.Errors;

namespace VoiceAgent.Tools.Mcp;

/// <summary>
/// The way to one server: a connection that is made again when the server died and has come back. Thread-safe.
/// </summary>
/// <param name="name">What the server is called here.</param>
/// <param name="createTransport">Makes the way there; for a program, this starts it.</param>
/// <param name="timeout">How long it may take to connect and to list the tools.</param>
/// <param name="time">The clock.</param>
/// <param name="logs">Takes the library's log; null for none.</param>
internal sealed class McpServerLink(
    string name,
    Func<IClientTransport> createTransport,
    TimeSpan timeout,
    TimeProvider time,
    ILoggerFactory? logs
) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private volatile McpSession? _session;
    private volatile bool _isDisposed;

    /// <summary>The tools as they were when it was first connected, in the server's order.</summary>
    public IReadOnlyList<McpFunction> Tools { get; private set; } = [];

    /// <summary>Connects for the first time.</summary>
    /// <exception cref="VoiceAgentException">It cannot be started or reached, or not in time.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var session = await LiveAsync(gone: null, cancellationToken).ConfigureAwait(false);
        Tools = [.. session.Tools.Select(tool => new McpFunction(this, tool))];
    }

    /// <summary>
    /// Calls a tool. A server that is gone is connected to again before that; and once more when the call did not get to it, so that nothing runs
    /// twice.
    /// </summary>
    /// <exception cref="VoiceAgentException">The server is gone and does not come back, or has the tool no more.</exception>
    public async ValueTask<object?> CallAsync(
        string tool,
        AIFunctionArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var session = await LiveAsync(gone: null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.Find(tool).InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && NeverArrived(exception))
        {
            session = await LiveAsync(gone: session, cancellationToken).ConfigureAwait(false);
            return await session.Find(tool).InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (Interlocked.Exchange(ref _session, null) is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// True when nobody can have begun to work: nobody listens, or the server is another one since and does not know the session (404, as of the
    /// protocol's session management).
    /// </summary>
    private static bool NeverArrived(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (
                inner
                is HttpRequestException { StatusCode: System.Net.HttpStatusCode.NotFound }
                    or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The connection: the present one, unless it is over or the one that is known to be gone.</summary>
    private async Task<McpSession> LiveAsync(McpSession? gone, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_session is { IsOver: false } live && live != gone)
        {
            return live;
        }

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var old = _session;
            if (old is { IsOver: false } && old != gone)
            {
                return old;
            }

            _session = null;
            if (old is not null)
            {
                // It may take its time: nobody waits for a farewell.
                _ = old.DisposeAsync().AsTask();
            }

            return _session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<McpSession> OpenAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        McpClient? client = null;
        try
        {
            client = await McpClient
                .CreateAsync(createTransport(), loggerFactory: logs, cancellationToken: both.Token)
                .ConfigureAwait(false);
            var tools = await client.ListToolsAsync(cancellationToken: both.Token).ConfigureAwait(false);
            return new McpSession(client, [.. tools]);
        }
        catch (Exception exception)
        {
            if (client is not null)
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(exception, late.IsCancellationRequested);
        }
    }

    private VoiceAgentException Failure(Exception exception, bool isLate) =>
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
}
