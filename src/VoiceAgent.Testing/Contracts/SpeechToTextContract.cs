using VoiceAgent.Audio;
using VoiceAgent.Stt;
using Xunit;

namespace VoiceAgent.Testing.Contracts;

/// <summary>
/// What every <see cref="ISpeechToText"/> promises. Derive a test class from it, and each promise is a test of yours.
/// </summary>
public abstract class SpeechToTextContract : IAsyncDisposable
{
    private const int Limit = 60_000;
    private ISpeechToText? _recognizer;

    /// <summary>What sessions are opened with.</summary>
    protected virtual SpeechToTextSessionOptions Options => new() { Format = Format };

    /// <summary>Something to hear, mono at the recogniser's rate, best a recorded sentence. Half a second of a tone unless overridden.</summary>
    protected virtual ReadOnlyMemory<byte> Speech => Fakes.FakeAudio.Tone(Format, TimeSpan.FromSeconds(0.5), 0.2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ISpeechToText Recognizer => _recognizer ??= CreateRecognizer();

    private AudioFormat Format => new(Recognizer.Capabilities.SampleRate);

    /// <summary>Makes the recogniser, once per test; it is disposed if it can be. Skip the test here when the engine is not installed.</summary>
    protected abstract ISpeechToText CreateRecognizer();

    /// <summary>Disposes the recogniser.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await Disposal.OfAsync(_recognizer).ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Capabilities have a name and a rate and do not change.</summary>
    [Fact]
    public void Capabilities_are_complete_and_constant()
    {
        var capabilities = Recognizer.Capabilities;

        Assert.False(string.IsNullOrWhiteSpace(capabilities.Name));
        Assert.InRange(capabilities.SampleRate, 8000, 48000);
        Assert.Equal(capabilities, Recognizer.Capabilities);
    }

    /// <summary>Each <see cref="ISpeechToTextSession.FinalizeAsync"/> is answered once, segments without audio too.</summary>
    [Fact(Timeout = Limit)]
    public async Task Every_finalise_gives_exactly_one_final()
    {
        var session = await OpenAsync();
        var reading = ReadAllAsync(session);
        foreach (var audio in new[] { Speech, default, Speech })
        {
            await HearAsync(session, audio, 640);
            await reading.Reached(1);
        }

        await session.FinalizeAsync(Cancellation);
        await session.FinalizeAsync(Cancellation);
        await reading.Reached(2);
        await Reading<SpeechToTextEvent>.LetMoreCome();
        await session.DisposeAsync();

        var finals = (await reading.Task).Where(e => e.Kind == SpeechToTextEventKind.Final).ToArray();
        Assert.Equal(5, finals.Length);
        Assert.All([finals[1], finals[3], finals[4]], final => Assert.Empty(final.Text));
    }

    /// <summary>Events hold what their documentation says.</summary>
    [Fact(Timeout = Limit)]
    public async Task Events_make_sense()
    {
        var session = await OpenAsync();
        var reading = ReadAllAsync(session);
        await HearAsync(session, Speech, 640);
        await reading.Reached(1);
        await session.DisposeAsync();

        Assert.All(
            await reading.Task,
            heard =>
            {
                Assert.NotNull(heard.Text);
                Assert.InRange(heard.Confidence ?? 0, 0, 1);
                Assert.True(heard.Kind != SpeechToTextEventKind.Interim || Recognizer.Capabilities.InterimResults);
                Assert.True(heard is not { Rejected: true, Text.Length: > 0 }, "a refused segment has no text");
                Assert.All(heard.Words, word => Assert.True(word.Start >= TimeSpan.Zero && word.End >= word.Start));
                Assert.Equal(heard.Words.OrderBy(word => word.Start), heard.Words);
            }
        );
    }

    /// <summary>Pieces of 2 bytes or of a second: the text is the same.</summary>
    [Fact(Timeout = Limit)]
    public async Task How_audio_is_cut_does_not_change_what_is_heard()
    {
        var texts = new List<string>();
        foreach (var piece in new[] { 2, 640, 32_000 })
        {
            var session = await OpenAsync();
            var reading = ReadAllAsync(session);
            await HearAsync(session, Speech, piece);
            await reading.Reached(1);
            await session.DisposeAsync();
            texts.Add((await reading.Task).Single(e => e.Kind == SpeechToTextEventKind.Final).Text);
        }

        Assert.Single(texts.Distinct());
    }

    /// <summary>Disposal is a normal end, at any time and more than once.</summary>
    [Fact(Timeout = Limit)]
    public async Task Disposal_in_the_middle_ends_the_reader_normally()
    {
        var session = await OpenAsync();
        var reading = ReadAllAsync(session);
        await WriteAsync(session, Speech, 640);

        await session.DisposeAsync();
        await session.DisposeAsync();

        await reading.Task;
    }

    /// <summary>A reader that is cancelled stops.</summary>
    [Fact(Timeout = Limit)]
    public async Task Reading_can_be_cancelled()
    {
        await using var session = await OpenAsync();
        using var cancelled = new CancellationTokenSource();
        var reading = Reading<SpeechToTextEvent>.Start(session.ReadEventsAsync(cancelled.Token), _ => false);

        cancelled.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Task);
    }

    /// <summary>One session's end and audio are no matter of another one.</summary>
    [Fact(Timeout = Limit)]
    public async Task Sessions_are_independent()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();
        var reading = (First: ReadAllAsync(first), Second: ReadAllAsync(second));
        await WriteAsync(first, Speech, 640);
        await first.DisposeAsync();

        await HearAsync(second, default, 640);
        await reading.Second.Reached(1);
        await second.DisposeAsync();

        Assert.DoesNotContain(await reading.First.Task, e => e.Kind == SpeechToTextEventKind.Final);
        Assert.Empty((await reading.Second.Task).Single(e => e.Kind == SpeechToTextEventKind.Final).Text);
    }

    private static Reading<SpeechToTextEvent> ReadAllAsync(ISpeechToTextSession session) =>
        Reading<SpeechToTextEvent>.Start(
            session.ReadEventsAsync(Cancellation),
            e => e.Kind == SpeechToTextEventKind.Final
        );

    private static async Task WriteAsync(ISpeechToTextSession session, ReadOnlyMemory<byte> audio, int piece)
    {
        for (var i = 0; i < audio.Length; i += piece)
        {
            await session.WriteAsync(audio[i..Math.Min(i + piece, audio.Length)], Cancellation);
        }
    }

    private static async Task HearAsync(ISpeechToTextSession session, ReadOnlyMemory<byte> audio, int piece)
    {
        await WriteAsync(session, audio, piece);
        await session.FinalizeAsync(Cancellation);
    }

    private ValueTask<ISpeechToTextSession> OpenAsync() => Recognizer.OpenAsync(Options, Cancellation);
}
