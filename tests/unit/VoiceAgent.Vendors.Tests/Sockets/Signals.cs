using System.Collections.Concurrent;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>Things that happen once, by name, for tests that wait for them.</summary>
internal sealed class Signals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _signals = new(StringComparer.Ordinal);

    public Task<bool> WaitAsync(string name) => Find(name).Task.WaitAsync(TestContext.Current.CancellationToken);

    public void Set(string name, bool value) => Find(name).TrySetResult(value);

    private TaskCompletionSource<bool> Find(string name) =>
        _signals.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
