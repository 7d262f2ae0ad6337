using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Stt;

namespace VoiceAgent.Testing.Fakes;

/// <summary>One session of a <see cref="FakeSpeechToText"/>.</summary>
internal sealed class FakeSpeechToTextSession(FakeSpeechToText owner, AudioFormat format, TimeProvider time)
    : ISpeechToTextSession
{
    private readonly FakeSession<SpeechToTextEvent> _session = new(time);
    private FakeSpeech? _current;
    private CancellationTokenSource? _speaking;
    private Task _last = Task.CompletedTask;
    private long _bytes;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken)
    {
        _session.ThrowIfClosed(cancellationToken);
        if (audio.Length > 0)
        {
            Begin();
            _bytes += audio.Length;
        }

        return default;
    }

    public ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        _session.ThrowIfClosed(cancellationToken);
        var speech = Begin();
        if (speech.Fault == FakeFault.Refuse)
        {
            throw FakeSession<SpeechToTextEvent>.Failure;
        }

        _speaking!.Cancel();
        owner.Heard(format.DurationOf(_bytes));
        _current = null;
        _bytes = 0;
        var before = _last;
        var done = new TaskCompletionSource();
        _last = done.Task;
        _session.Start(
            async token =>
            {
                await _session.Time.PauseAsync(speech.Delay, token).ConfigureAwait(false);
                await before.ConfigureAwait(false);
                Finish(speech);
                done.SetResult();
            },
            CancellationToken.None
        );
        return default;
    }

    public IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _session.ReadAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (!_session.IsClosed)
        {
            _session.Dispose();
            owner.Closed();
        }

        return default;
    }

    /// <summary>The segment that audio goes to now; its interim texts begin with it.</summary>
    private FakeSpeech Begin()
    {
        if (_current is not null)
        {
            return _current;
        }

        _current = owner.Next();
        _speaking = new CancellationTokenSource();
        foreach (var (at, text) in owner.Capabilities.InterimResults ? _current.Interims : [])
        {
            _session.Start(
                async token =>
                {
                    await _session.Time.PauseAsync(at, token).ConfigureAwait(false);
                    _session.Emit(new SpeechToTextEvent(SpeechToTextEventKind.Interim, text));
                },
                _speaking.Token
            );
        }

        return _current;
    }

    private void Finish(FakeSpeech speech)
    {
        var final = new SpeechToTextEvent(SpeechToTextEventKind.Final, speech.Rejected ? "" : speech.Text)
        {
            Rejected = speech.Rejected,
            Confidence = speech.Confidence,
        };
        switch (speech.Fault)
        {
            case FakeFault.Throw:
                _session.Fail();
                return;
            case FakeFault.Hang:
                return;
            case FakeFault.Garbage:
                var backwards = new WordTiming("\u0000", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(-1));
                _session.Emit(final with { Text = null!, Confidence = float.NaN, Words = [backwards] });
                return;
            default:
                _session.Emit(final);
                break;
        }

        if (speech.EndsTurn)
        {
            _session.Emit(new SpeechToTextEvent(SpeechToTextEventKind.EndOfTurn, ""));
        }
    }
}
