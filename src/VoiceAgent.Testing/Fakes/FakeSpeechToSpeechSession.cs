using Microsoft.Extensions.AI;
using VoiceAgent.SpeechToSpeech;

namespace VoiceAgent.Testing.Fakes;

/// <summary>One session of a <see cref="FakeSpeechToSpeech"/>.</summary>
internal sealed class FakeSpeechToSpeechSession(FakeSpeechToSpeech owner, TimeProvider time) : ISpeechToSpeechSession
{
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(100);

    private readonly FakeSession<SpeechToSpeechEvent> _session = new(time);
    private readonly Dictionary<long, CancellationTokenSource> _replies = [];
    private Task _last = Task.CompletedTask;
    private bool _isSilent;
    private bool _isSpeaking;
    private long _written;
    private long _bytes;
    private long _quiet;

    public void Write(ReadOnlyMemory<byte> audio)
    {
        _written += audio.Length;
        _bytes += audio.Length;
        if (owner.Capabilities.DetectsSpeech)
        {
            Detect(audio);
        }
    }

    public void Commit()
    {
        owner.Heard(owner.Capabilities.Input.DurationOf(_bytes));
        _bytes = 0;
        Emit(new SpeechToSpeechEvent.Alive());
        Transcribe(owner.NextSpeech());
    }

    public void DropTurn() => owner.Told("drop");

    public void Add(ChatMessage message)
    {
        foreach (var content in message.Contents)
        {
            owner.Told(
                content switch
                {
                    FunctionCallContent call => $"add call: {call.Name}",
                    FunctionResultContent result => $"add result: {result.Result}",
                    _ => $"add {message.Role}: {content}",
                }
            );
        }
    }

    public void Configure(SpeechToSpeechSessionOptions options) => owner.Told($"configure: {options.Instructions}");

    public void Respond(long reply, SpeechToSpeechRequest request)
    {
        if (_replies.ContainsKey(reply))
        {
            return;
        }

        owner.Told(
            request.Say is { } text ? $"say {reply}: {text}" : $"respond {reply}{(request.InText ? " in text" : "")}"
        );
        _replies.Add(reply, new CancellationTokenSource());
        if (_isSilent)
        {
            return;
        }

        Emit(new SpeechToSpeechEvent.Alive());
        var said = request.Say is null ? owner.NextReply() : new FakeReply(request.Say);
        _session.Start(token => MakeAsync(reply, said, request.InText, token), _replies[reply].Token);
    }

    public void Cancel(long reply)
    {
        owner.Told($"cancel {reply}");
        _replies[reply].Cancel();
    }

    public void Truncate(long reply, TimeSpan heard) => owner.Truncated(reply, heard);

    public IAsyncEnumerable<SpeechToSpeechEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        _session.ReadAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (!_session.IsClosed)
        {
            _session.Dispose();
        }

        return default;
    }

    public void Fail()
    {
        _isSilent = true;
        _session.Fail();
    }

    public void FallSilent() => _isSilent = true;

    private void Emit(SpeechToSpeechEvent told)
    {
        if (!_isSilent)
        {
            _session.Emit(told);
        }
    }

    private void Detect(ReadOnlyMemory<byte> audio)
    {
        var isLoud = audio.Span.ContainsAnyExcept((byte)0);
        var at = owner.Capabilities.Input.DurationOf(_written);
        if (isLoud)
        {
            _quiet = 0;
            if (!_isSpeaking)
            {
                _isSpeaking = true;
                _bytes = audio.Length;
                Emit(new SpeechToSpeechEvent.SpeechStarted(at));
            }

            return;
        }

        _quiet += audio.Length;
        var silence = owner.Capabilities.Input.DurationOf(_quiet);
        if (_isSpeaking && silence >= owner.Silence)
        {
            _isSpeaking = false;
            Emit(new SpeechToSpeechEvent.SpeechStopped(at - silence, silence));
            Commit();
        }
    }

    private void Transcribe(FakeSpeech speech)
    {
        var before = _last;
        var done = new TaskCompletionSource();
        _last = done.Task;
        _session.Start(
            async token =>
            {
                await time.PauseAsync(speech.Delay, token).ConfigureAwait(false);
                await before.ConfigureAwait(false);
                if (speech.Fault != FakeFault.Hang)
                {
                    Emit(
                        new SpeechToSpeechEvent.UserText(speech.Rejected ? "" : speech.Text)
                        {
                            IsUnknown = speech.Rejected,
                        }
                    );
                }

                done.SetResult();
            },
            CancellationToken.None
        );
    }

    private async Task MakeAsync(long reply, FakeReply said, bool inText, CancellationToken cancellationToken)
    {
        await time.PauseAsync(said.FirstTokenDelay, cancellationToken).ConfigureAwait(false);
        var sent = 0;
        foreach (var word in said.Pieces())
        {
            if (said.Fault != FakeFault.None && sent++ == said.FaultAfter)
            {
                Break(reply, said.Fault);
                return;
            }

            Emit(new SpeechToSpeechEvent.Text(reply, word));
            for (
                var left = inText ? TimeSpan.Zero : owner.PerCharacter * word.Length;
                left > TimeSpan.Zero;
                left -= Piece
            )
            {
                var length = left < Piece ? left : Piece;
                await time.PauseAsync(length * owner.RealTimeFactor, cancellationToken).ConfigureAwait(false);
                Emit(
                    new SpeechToSpeechEvent.Audio(
                        reply,
                        FakeAudio.Tone(owner.Capabilities.Output, length, loudness: 0.5)
                    )
                );
            }
        }

        foreach (var call in said.ToolCalls)
        {
            Emit(new SpeechToSpeechEvent.Call(reply, call));
        }

        if (said.Fault != FakeFault.None)
        {
            Break(reply, said.Fault);
            return;
        }

        Emit(new SpeechToSpeechEvent.Ended(reply, said.Usage));
    }

    private void Break(long reply, FakeFault fault)
    {
        switch (fault)
        {
            case FakeFault.Throw:
                Fail();
                break;
            case FakeFault.Refuse:
                Emit(new SpeechToSpeechEvent.Failed(reply, FakeSession<SpeechToSpeechEvent>.Failure));
                break;
            default:
                break;
        }
    }
}
