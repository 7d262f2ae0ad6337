using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace VoiceAgent.Hosting.Bench;

/// <summary>
/// A model whose first token usually comes after some 35 ms, and once in twenty times four times as late and more, without a limit worth the
/// name: ten times as fast as vendors are, with a tail like theirs on a bad day.
/// </summary>
internal sealed class HeavyTailedModel(int seed) : IChatClient
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await Task.Delay(NextDelay(), TimeProvider.System, cancellationToken);
        yield return new ChatResponseUpdate(ChatRole.Assistant, "Yes.");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // It holds nothing.
    }

    private TimeSpan NextDelay()
    {
        lock (_lock)
        {
            var normal =
                Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            var delay = 35 * Math.Exp(0.35 * normal);
            delay *= _random.Next(20) == 0 ? 4 / Math.Pow(1 - _random.NextDouble(), 0.7) : 1;
            return TimeSpan.FromMilliseconds(Math.Min(delay, 5000));
        }
    }
}
