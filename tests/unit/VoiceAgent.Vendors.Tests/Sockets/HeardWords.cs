using VoiceAgent.Frames;
using VoiceAgent.Stt;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>Reads what a recogniser of numbers hears, beside the test.</summary>
internal sealed class HeardWords
{
    private readonly Signals _signals = new();
    private readonly TaskCompletionSource<string> _final = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeardWords(ISpeechToTextSession session) => _ = ReadAsync(session);

    public List<ProviderChange> Changes { get; } = [];

    /// <summary>Completes when the word was heard.</summary>
    public Task InterimAsync(short word) => _signals.WaitAsync($"{word}");

    /// <summary>The final text.</summary>
    public Task<string> FinalAsync() => _final.Task.WaitAsync(TestContext.Current.CancellationToken);

    private async Task ReadAsync(ISpeechToTextSession session)
    {
        try
        {
            await foreach (var item in session.ReadEventsAsync(TestContext.Current.CancellationToken))
            {
                if (item.Change is { } change)
                {
                    Changes.Add(change);
                }
                else if (item.Kind == SpeechToTextEventKind.Final)
                {
                    _final.TrySetResult(item.Text);
                }
                else
                {
                    _signals.Set(item.Text.Split(' ')[^1], true);
                }
            }
        }
        catch (Exception exception)
        {
            _final.TrySetException(exception);
        }
    }
}
