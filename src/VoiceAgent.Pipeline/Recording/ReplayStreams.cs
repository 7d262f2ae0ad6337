using VoiceAgent.Vad;

namespace VoiceAgent.Recording;

/// <summary>What the providers answered, call by call, handed out as far as the replay has come.</summary>
internal sealed class ReplayStreams
{
    private readonly Dictionary<int, ReplayStream> _byNumber = [];
    private readonly Dictionary<StreamKey, ReplayStream> _byKey = [];
    private readonly Dictionary<int, (ModelRecord Model, List<ProbabilityRecord> Values)> _models = [];
    private readonly CallNumbers _numbers = new();

    public ReplayStreams(IEnumerable<Record> records)
    {
        foreach (var record in records)
        {
            switch (record)
            {
                case StreamRecord { Kind: RecordKind.StreamBegan } began:
                    _byKey[began.Key] = _byNumber[began.Stream] = new ReplayStream();
                    break;
                case StreamRecord { Operation: not null } failed:
                    _byNumber.GetValueOrDefault(failed.Stream)?.FailOn(failed.Operation, failed.Exception!);
                    break;
                case ModelRecord model:
                    _models[model.Model] = (model, []);
                    break;
                case ProbabilityRecord probability when _models.TryGetValue(probability.Model, out var model):
                    model.Values.Add(probability);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The answers to the call that is being made; none when it was never made in the recording.</summary>
    public ReplayStream Begin(ProviderKind kind) => _byKey.GetValueOrDefault(_numbers.Next(kind)) ?? new ReplayStream();

    /// <summary>The replay has come to an answer.</summary>
    public void Release(StreamRecord answer) => _byNumber.GetValueOrDefault(answer.Stream)?.Release(answer);

    /// <summary>A model as it was recorded.</summary>
    public IVoiceActivityModel Model(int number, int sampleRate) =>
        _models.TryGetValue(number, out var recorded)
            ? new ReplayModel(recorded.Model.SampleRate, recorded.Model.ChunkSamples, recorded.Values)
            : new ReplayModel(sampleRate, sampleRate / 1000 * 32, []);

    private sealed class ReplayModel(int sampleRate, int chunkSamples, List<ProbabilityRecord> values) : IMeasuredModel
    {
        private int _next;

        public int SampleRate => sampleRate;

        public int ChunkSamples => chunkSamples;

        public float Process(ReadOnlySpan<float> chunk)
        {
            var loudness = 0f;
            return Process(chunk, ref loudness);
        }

        public float Process(ReadOnlySpan<float> chunk, ref float loudness)
        {
            if (_next >= values.Count)
            {
                return 0;
            }

            var said = values[_next++];
            loudness = said.Loudness ?? loudness;
            return said.Value;
        }

        public void Reset() { }

        public void Dispose() { }
    }
}

/// <summary>The answers to one call.</summary>
internal sealed class ReplayStream
{
    private readonly Lock _lock = new();
    private readonly Queue<StreamRecord> _released = new();
    private readonly Dictionary<string, Exception> _failures = new(StringComparer.Ordinal);
    private TaskCompletionSource? _arrival;

    public void FailOn(string operation, Exception exception) => _failures[operation] = exception;

    public void Release(StreamRecord answer)
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            _released.Enqueue(answer);
            arrival = _arrival;
            _arrival = null;
        }

        arrival?.TrySetResult();
    }

    /// <summary>What the call answers next.</summary>
    /// <returns>Null at the end.</returns>
    /// <exception cref="Exception">What it failed with.</exception>
    public async ValueTask<StreamRecord?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource arrival;
            lock (_lock)
            {
                if (_released.TryDequeue(out var answer))
                {
                    return answer.Kind switch
                    {
                        RecordKind.StreamFailed => throw answer.Exception!,
                        RecordKind.StreamEnded => null,
                        _ => answer,
                    };
                }

                arrival = _arrival ??= new TaskCompletionSource();
            }

            var registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token),
                arrival
            );
            await using (registration.ConfigureAwait(false))
            {
                await arrival.Task.ConfigureAwait(false);
            }
        }
    }

    /// <summary>The outcome of a write.</summary>
    public ValueTask WriteAsync(string operation, long number) =>
        _failures.Count > 0 && _failures.TryGetValue(ProviderTape.OperationName(operation, number), out var exception)
            ? ValueTask.FromException(exception)
            : default;
}
