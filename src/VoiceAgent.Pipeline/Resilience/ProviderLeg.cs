using System.Threading.Channels;
using VoiceAgent.Errors;
using VoiceAgent.Processors;

namespace VoiceAgent.Resilience;

/// <summary>
/// One provider's part in a session that may need several: opens its session, hands over commands in order, and tells what comes back. A
/// provider that hangs holds nobody up: it is left behind.
/// </summary>
internal abstract class ProviderLeg<TSession, TCommand, TEvent>(
    ProviderCircuit circuit,
    TimeSpan openDeadline,
    TimeProvider time,
    IProviderLegListener<TEvent> listener
) : IDisposable
    where TSession : class, IAsyncDisposable
{
    /// <summary>Commands that may wait for the provider: a minute and more of audio in pieces of 20 ms.</summary>
    private const int Capacity = 8192;

    private readonly CancellationTokenSource _giveUp = new();
    private readonly Channel<TCommand> _commands = Channel.CreateBounded<TCommand>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, AllowSynchronousContinuations = true }
    );

    private long _began;

    public string Provider => circuit.Provider;

    /// <summary>When the session was opened, as a timestamp; null before.</summary>
    public long? OpenedAt { get; private set; }

    /// <summary>Begins, with what the provider has to catch up on.</summary>
    public void Start(IEnumerable<TCommand> before)
    {
        foreach (var command in before)
        {
            Hand(command);
        }

        _began = time.GetTimestamp();
        _ = RunAsync();
    }

    /// <summary>Hands over the next command.</summary>
    /// <returns>False when the provider is too far behind.</returns>
    public bool Hand(TCommand command) => _commands.Writer.TryWrite(command);

    /// <summary>Notes that the provider fell silent, for its circuit.</summary>
    public void BrokeOff(Exception reason) => circuit.BrokeOff(reason);

    /// <summary>Lets go of the provider; nobody waits for it.</summary>
    public void Dispose()
    {
        _commands.Writer.TryComplete();
        _giveUp.Cancel();
        _giveUp.Dispose();
    }

    protected abstract ValueTask<TSession> OpenAsync(CancellationToken cancellationToken);

    protected abstract ValueTask SendAsync(TSession session, TCommand command, CancellationToken cancellationToken);

    protected abstract IAsyncEnumerable<TEvent> Read(TSession session, CancellationToken cancellationToken);

    private async Task RunAsync()
    {
        var token = _giveUp.Token;
        try
        {
            if (circuit.Rest is { Ticks: > 0 } rest && rest < openDeadline)
            {
                await Task.Delay(rest, time, token).ConfigureAwait(false);
            }

            var session = await circuit.RunAsync(OpenInTimeAsync, token).ConfigureAwait(false);

            // However this ends, the leg is disposed: that closes the session, also of a provider that hangs.
            token.UnsafeRegister(static state => _ = CloseAsync((TSession)state!), session);
            OpenedAt = time.GetTimestamp();
            listener.OnOpened(this);
            _ = SendAllAsync(session, token);
            await foreach (var item in Read(session, token).ConfigureAwait(false))
            {
                token.ThrowIfCancellationRequested();
                await listener.OnEventAsync(this, item).ConfigureAwait(false);
            }

            token.ThrowIfCancellationRequested();
            throw new VoiceAgentException(ErrorCodes.ProviderFailed, $"{Provider} closed its session.");
        }
        catch (Exception) when (token.IsCancellationRequested)
        {
            // It was given up: what it throws now is no news.
        }
        catch (Exception exception)
        {
            listener.OnFailed(this, exception);
        }
    }

    private async ValueTask<TSession> OpenInTimeAsync(CancellationToken cancellationToken)
    {
        // What it asked to be left alone for counts.
        var left = openDeadline - time.GetElapsedTime(_began);
        try
        {
            return await OpenAsync(cancellationToken)
                .WithinAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"{Provider} did not open within {openDeadline.TotalSeconds:0.#} s.",
                exception
            );
        }
    }

    private async Task SendAllAsync(TSession session, CancellationToken cancellationToken)
    {
        try
        {
            while (await _commands.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_commands.Reader.TryRead(out var command))
                {
                    await SendAsync(session, command, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // It was given up.
        }
        catch (Exception exception)
        {
            listener.OnFailed(this, exception);
        }
    }

    private static async Task CloseAsync(TSession session)
    {
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A session that cannot be closed cleanly has nothing left to tell.
        }
    }
}
