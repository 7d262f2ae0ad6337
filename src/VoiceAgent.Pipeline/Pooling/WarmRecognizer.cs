using System.Runtime.CompilerServices;
using VoiceAgent.Stt;

namespace VoiceAgent.Pooling;

/// <summary>
/// A recogniser's session that waits for its conversation. Its events are read from the beginning: a session that ends or fails while nobody
/// uses it tells so by its stream alone.
/// </summary>
internal sealed class WarmRecognizer : IAsyncDisposable
{
    private readonly IAsyncEnumerator<SpeechToTextEvent> _events;
    private readonly Task<bool> _first;
    private int _isTaken;

    public WarmRecognizer(ISpeechToTextSession session)
    {
        Session = session;
        _events = session.ReadEventsAsync(CancellationToken.None).GetAsyncEnumerator();
        _first = _events.MoveNextAsync().AsTask();
    }

    public ISpeechToTextSession Session { get; }

    /// <summary>True unless the stream of events has ended or failed.</summary>
    public bool IsAlive => !_first.IsCompleted || (_first.IsCompletedSuccessfully && _first.Result);

    /// <summary>Reads the events, once: it is one stream.</summary>
    public async IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            throw new InvalidOperationException("The events of a session are read once.");
        }

        var next = _first;
        while (await next.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return _events.Current;
            next = _events.MoveNextAsync().AsTask();
        }
    }

    /// <summary>Closes the session. That ends the stream, for whoever still reads it as well.</summary>
    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
