using System.Runtime.CompilerServices;
using VoiceAgent.Processors;
using VoiceAgent.Vad;

namespace VoiceAgent.Recording;

/// <summary>Notes what providers answer, call by call. Thread-safe.</summary>
internal sealed class ProviderTape(Action<Record> add, Func<TimeSpan> now, bool keepsAudio)
{
    private readonly CallNumbers _numbers = new();
    private int _streams = -1;

    /// <summary>False leaves audio out.</summary>
    public bool KeepsAudio => keepsAudio;

    /// <summary>A call begins.</summary>
    /// <returns>Its number.</returns>
    public int Begin(ProviderKind kind)
    {
        var stream = Interlocked.Increment(ref _streams);
        add(new StreamRecord(RecordKind.StreamBegan, stream, now()) { Key = _numbers.Next(kind) });
        return stream;
    }

    public void Ready(int stream) => add(new StreamRecord(RecordKind.StreamReady, stream, now()));

    public void Event(int stream, ReadOnlyMemory<byte> data) =>
        add(new StreamRecord(RecordKind.StreamEvent, stream, now()) { Data = data });

    public void Ended(int stream) => add(new StreamRecord(RecordKind.StreamEnded, stream, now()));

    public void Failed(int stream, Exception exception, string? operation = null) =>
        add(new StreamRecord(RecordKind.StreamFailed, stream, now()) { Operation = operation, Exception = exception });

    public void Model(int number, IVoiceActivityModel model) =>
        add(new ModelRecord(number, model.SampleRate, model.ChunkSamples));

    public void Probability(int model, float value, float loudness) =>
        add(new ProbabilityRecord(model, value, loudness));

    /// <summary>Notes the outcome of a call that answers once. What it throws when it is cancelled is no answer.</summary>
    public async ValueTask<T> AnswerAsync<T>(
        int stream,
        Func<ValueTask<T>> call,
        Action<int, T> note,
        CancellationToken cancellationToken
    )
    {
        T answer;
        try
        {
            answer = await call().ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(stream, exception);
            throw;
        }

        note(stream, answer);
        return answer;
    }

    /// <summary>Passes a write on, and notes when it fails.</summary>
    public ValueTask WriteAsync(int stream, ValueTask write, string operation, long number) =>
        write.IsCompletedSuccessfully ? write : AwaitWriteAsync(stream, write, operation, number);

    /// <summary>Passes a stream on, and notes what it yields.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        int stream,
        Func<IAsyncEnumerable<T>> open,
        Func<T, ReadOnlyMemory<byte>> encode,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        IAsyncEnumerator<T>? items = null;
        try
        {
            while (true)
            {
                try
                {
                    items ??= open().GetAsyncEnumerator(cancellationToken);
                    if (!await items.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    Failed(stream, exception);
                    throw;
                }

                Event(stream, encode(items.Current));
                yield return items.Current;
            }

            if (!cancellationToken.IsCancellationRequested)
            {
                Ended(stream);
            }
        }
        finally
        {
            if (items is not null)
            {
                await items.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Name of a write: the same in the recording and in its replay.</summary>
    public static string OperationName(string operation, long number) => $"{operation} {number}";

    private async ValueTask AwaitWriteAsync(int stream, ValueTask write, string operation, long number)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Failed(stream, exception, OperationName(operation, number));
            throw;
        }
    }
}

/// <summary>Names calls of providers by who calls: the same call has the same name in the recording and in its replay.</summary>
internal sealed class CallNumbers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StreamKey, int> _next = [];

    public StreamKey Next(ProviderKind kind)
    {
        var work = ProcessorWork.Current;
        var caller = work is null
            ? new StreamKey(kind, -1, -1, 0)
            : new StreamKey(kind, work.Processor.Numbers.Place, work.Number, 0);
        lock (_lock)
        {
            var ordinal = _next.GetValueOrDefault(caller);
            _next[caller] = ordinal + 1;
            return caller with { Ordinal = ordinal };
        }
    }
}
