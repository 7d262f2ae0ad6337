using VoiceAgent.Tts;
using Xunit;

namespace VoiceAgent.Testing.Contracts;

/// <summary>What every <see cref="ITextToSpeech"/> promises. Derive a test class from it, and each promise is a test of yours.</summary>
public abstract class TextToSpeechContract : IAsyncDisposable
{
    private const int Limit = 60_000;
    private ITextToSpeech? _voice;

    /// <summary>What sessions are opened with.</summary>
    protected virtual TextToSpeechSessionOptions Options => new();

    /// <summary>A sentence to speak.</summary>
    protected virtual string Text => "There are three rooms upstairs.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ITextToSpeech Voice => _voice ??= CreateVoice();

    /// <summary>Makes the voice, once per test; it is disposed if it can be. Skip the test here when the engine is not installed.</summary>
    protected abstract ITextToSpeech CreateVoice();

    /// <summary>Disposes the voice.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await Disposal.OfAsync(_voice).ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Capabilities have a name and a mono format and do not change.</summary>
    [Fact]
    public void Capabilities_are_complete_and_constant()
    {
        var capabilities = Voice.Capabilities;

        Assert.False(string.IsNullOrWhiteSpace(capabilities.Name));
        Assert.InRange(capabilities.Format.SampleRate, 8000, 48000);
        Assert.Equal(1, capabilities.Format.Channels);
        Assert.Equal(capabilities, Voice.Capabilities);
    }

    /// <summary>Text becomes audio of whole samples, then one <see cref="TextToSpeechEventKind.Completed"/>, in the order of utterances.</summary>
    [Fact(Timeout = Limit)]
    public async Task Utterances_are_spoken_one_after_the_other()
    {
        var (session, reading) = await OpenAsync();
        await SpeakAsync(session, 1, Text);
        await SpeakAsync(session, 2, Text);
        await SpeakAsync(session, 7, Text);
        await reading.Reached(3);
        await Reading<TextToSpeechEvent>.LetMoreCome();
        await session.DisposeAsync();

        var events = (await reading.Task).Where(e => e.Kind != TextToSpeechEventKind.ProviderChanged).ToArray();
        Assert.Equal([1, 2, 7], events.Where(IsCompleted).Select(e => e.Utterance));
        Assert.Equal(events.OrderBy(e => e.Utterance), events);
        foreach (var utterance in events.GroupBy(e => e.Utterance))
        {
            Assert.True(IsCompleted(utterance.Last()));
            Assert.True(utterance.Sum(e => e.Audio.Length) > 0, $"no audio of utterance {utterance.Key}");
            Assert.All(utterance, e => Assert.Equal(0, e.Audio.Length % Voice.Capabilities.Format.BytesPerSample));
        }
    }

    /// <summary>Text may come in pieces.</summary>
    [Fact(Timeout = Limit)]
    public async Task An_utterance_written_in_pieces_is_one_utterance()
    {
        var (session, reading) = await OpenAsync();
        foreach (var piece in Text.Chunk(4))
        {
            await session.WriteAsync(1, new string(piece), Cancellation);
        }

        await session.FlushAsync(1, Cancellation);
        await reading.Reached(1);
        await session.DisposeAsync();

        var events = await reading.Task;
        Assert.Single(events, IsCompleted);
        Assert.True(events.Sum(e => e.Audio.Length) > 0);
    }

    /// <summary>Nothing to say is said at once.</summary>
    [Fact(Timeout = Limit)]
    public async Task An_utterance_without_text_is_completed()
    {
        var (session, reading) = await OpenAsync();
        await session.FlushAsync(1, Cancellation);
        await SpeakAsync(session, 2, "");
        await SpeakAsync(session, 3, Text);
        await reading.Reached(3);
        await session.DisposeAsync();

        Assert.Equal([1, 2, 3], (await reading.Task).Where(IsCompleted).Select(e => e.Utterance));
    }

    /// <summary>Word times are those of the audio.</summary>
    [Fact(Timeout = Limit)]
    public async Task Word_times_are_in_order_and_within_the_audio()
    {
        var (session, reading) = await OpenAsync();
        await SpeakAsync(session, 1, Text);
        await reading.Reached(1);
        await session.DisposeAsync();

        var events = await reading.Task;
        var words = events.SelectMany(e => e.Words ?? []).ToArray();
        var duration = Voice.Capabilities.Format.DurationOf(events.Sum(e => e.Audio.Length));
        Assert.Equal(Voice.Capabilities.WordTimes, words.Length > 0);
        Assert.Equal(words.OrderBy(word => word.Start), words);
        Assert.All(words, word => Assert.InRange(word.End, word.Start, duration + TimeSpan.FromMilliseconds(50)));
    }

    /// <summary>After a cancel the next utterance is spoken, and cancelling what is not there does nothing.</summary>
    [Fact(Timeout = Limit)]
    public async Task What_follows_a_cancelled_utterance_is_spoken()
    {
        var (session, reading) = await OpenAsync();
        await session.CancelAsync(0, Cancellation);
        await SpeakAsync(session, 1, Text);
        await session.WriteAsync(2, Text, Cancellation);
        await session.CancelAsync(2, Cancellation);
        await SpeakAsync(session, 3, Text);
        while (!reading.Task.IsCompleted && !reading.Events.Any(e => IsCompleted(e) && e.Utterance == 3))
        {
            await reading.Reached(1);
        }

        await session.DisposeAsync();

        var events = await reading.Task;
        Assert.Single(events, e => IsCompleted(e) && e.Utterance == 3);
        Assert.DoesNotContain(events, e => e.Utterance == 2 && e.Audio.Length > 0);
        Assert.True(events.Where(e => e.Utterance == 3).Sum(e => e.Audio.Length) > 0);
    }

    /// <summary>Disposal is a normal end, at any time and more than once.</summary>
    [Fact(Timeout = Limit)]
    public async Task Disposal_in_the_middle_ends_the_reader_normally()
    {
        var (session, reading) = await OpenAsync();
        await SpeakAsync(session, 1, Text);

        await session.DisposeAsync();
        await session.DisposeAsync();

        await reading.Task;
    }

    /// <summary>A reader that is cancelled stops.</summary>
    [Fact(Timeout = Limit)]
    public async Task Reading_can_be_cancelled()
    {
        await using var session = await Voice.OpenAsync(Options, Cancellation);
        using var cancelled = new CancellationTokenSource();
        var reading = Reading<TextToSpeechEvent>.Start(session.ReadEventsAsync(cancelled.Token), _ => false);

        cancelled.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Task);
    }

    /// <summary>One session's end and cancels are no matter of another one, though their utterances have the same numbers.</summary>
    [Fact(Timeout = Limit)]
    public async Task Sessions_are_independent()
    {
        var (first, firstReading) = await OpenAsync();
        var (second, secondReading) = await OpenAsync();
        await SpeakAsync(first, 1, Text);
        await SpeakAsync(second, 1, Text);
        await first.CancelAsync(1, Cancellation);
        await first.DisposeAsync();

        await secondReading.Reached(1);
        await second.DisposeAsync();

        await firstReading.Task;
        Assert.Single(await secondReading.Task, IsCompleted);
    }

    private static bool IsCompleted(TextToSpeechEvent e) => e.Kind == TextToSpeechEventKind.Completed;

    private static async Task SpeakAsync(ITextToSpeechSession session, long utterance, string text)
    {
        await session.WriteAsync(utterance, text, Cancellation);
        await session.FlushAsync(utterance, Cancellation);
    }

    private async Task<(ITextToSpeechSession Session, Reading<TextToSpeechEvent> Reading)> OpenAsync()
    {
        var session = await Voice.OpenAsync(Options, Cancellation);
        return (session, Reading<TextToSpeechEvent>.Start(session.ReadEventsAsync(Cancellation), IsCompleted));
    }
}
