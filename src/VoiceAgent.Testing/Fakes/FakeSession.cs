using System.Threading.Channels;
using VoiceAgent.Errors;

namespace VoiceAgent.Testing.Fakes;

/// <summary>What live sessions of fakes share: events in order, work on the clock, a normal end when they are disposed.</summary>
/// <typeparam name="TEvent">What it reports.</typeparam>
internal sealed class FakeSession<TEvent>(TimeProvider time) : IDisposable
{
    // More than any test sends before it reads.
    private const int Capacity = 100_000;

    private readonly Channel<TEvent> _events = Channel.CreateBounded<TEvent>(
        new BoundedChannelOptions(Capacity) { AllowSynchronousContinuations = true }
    );

    private readonly CancellationTokenSource _closed = new();

    public TimeProvider Time => time;

    public bool IsClosed => _closed.IsCancellationRequested;

    public static VoiceAgentException Failure => new(ErrorCodes.ProviderFailed, "The fake was told to fail.");

    /// <summary>Opening, as slow as it is told to be: it succeeds, fails, or never ends.</summary>
    public static async Task OpenAsync(TimeProvider time, TimeSpan delay, FakeFault fault)
    {
        await time.PauseAsync(delay, CancellationToken.None).ConfigureAwait(false);
        switch (fault)
        {
            case FakeFault.Throw:
                throw Failure;
            case FakeFault.Hang:
                await new TaskCompletionSource().Task.ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    public void Emit(TEvent item) => _events.Writer.TryWrite(item);

    public void Fail() => _events.Writer.TryComplete(Failure);

    public void ThrowIfClosed(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(FakeSession<TEvent>));
        cancellationToken.ThrowIfCancellationRequested();
    }

    public IAsyncEnumerable<TEvent> ReadAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Runs beside the caller; what the session's end cancels is no failure.</summary>
    public async void Start(Func<CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token, cancellationToken);
            await body(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Over, or given up.
        }
        catch (VoiceAgentException)
        {
            Fail();
        }
    }

    public void Dispose()
    {
        _events.Writer.TryComplete();
        _closed.Cancel();
    }
}
