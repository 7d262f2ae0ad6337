using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using VoiceAgent.Frames;
using VoiceAgent.Telemetry;

namespace VoiceAgent.Transports;

/// <summary>
/// A client that may come back: one connection to the session, whatever the client's own does. When that breaks the session is told
/// (<see cref="ClientLostFrame"/>) and goes on; when the client returns on another one, of any transport, it gets the messages it has
/// missed and hears on from where it stopped (<see cref="ClientResumedFrame"/>).
/// </summary>
/// <remarks>
/// Reader and writer as <see cref="IMediaConnection"/> has them; <see cref="TryAttach"/> may come from anywhere. It owns the connections
/// it was given. Made by <see cref="ResumableSessions"/>.
/// </remarks>
public sealed class ResumableConnection : IMediaConnection
{
    private const int SecretBytes = 24;

    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private readonly Action _onOver;

    private readonly Lock _gate = new();
    private readonly MessageBacklog _backlog = new();
    private readonly Queue<Return> _returns = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _secret = NewSecret();
    private string? _secretBefore;
    private Return? _next;
    private TaskCompletionSource? _arrival;
    private string _overReason = "the client did not come back";
    private bool _isOver;

    // The reader's.
    private IMediaConnection? _reading;
    private IMediaConnection _last;
    private MediaInput? _end;
    private long _lostAt;
    private long _samples;
    private long _texts;

    // The writer's.
    private IMediaConnection _writing;

    internal ResumableConnection(IMediaConnection first, TimeSpan grace, TimeProvider time, Action onOver)
    {
        (_reading, _last, _writing) = (first, first, first);
        (_grace, _time, _onOver) = (grace, time, onOver);
        Info = first.Info with { CanResume = true };
    }

    /// <inheritdoc />
    public MediaConnectionInfo Info { get; }

    /// <summary>Done when the conversation is over and the connection disposed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Gives the conversation another connection, in place of the one it has.</summary>
    /// <param name="connection">The client's new connection, with the formats and abilities of <see cref="Info"/>; owned from now on.</param>
    /// <param name="point">Where the client has got to.</param>
    /// <returns>False when the conversation is over; the connection is the caller's still.</returns>
    public bool TryAttach(IMediaConnection connection, ResumePoint point)
    {
        ArgumentNullException.ThrowIfNull(connection);
        TaskCompletionSource? arrival;
        IMediaConnection? replaced;
        lock (_gate)
        {
            if (_isOver)
            {
                return false;
            }

            replaced = _next?.Connection ?? _reading;
            _next = new Return(connection, point);
            (arrival, _arrival) = (_arrival, null);
        }

        // What it has received is still read.
        _ = replaced?.DisposeAsync().AsTask();
        arrival?.TrySetResult();
        return true;
    }

    /// <summary>
    /// The client says, on another way than its connection, that it does not come back: it is not waited for. Only the connection it had last
    /// counts.
    /// </summary>
    /// <param name="last">The connection whose client says so.</param>
    /// <param name="reason">Told as the end of the conversation.</param>
    public void Leave(IMediaConnection last, string reason)
    {
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            if (_isOver || _next is not null || last != _last)
            {
                return;
            }

            (_isOver, _overReason) = (true, reason);
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.TrySetResult();
    }

    /// <summary>True when the secret is the one the client was given last, or the one before while it has not shown to have the last.</summary>
    internal bool Knows(ReadOnlySpan<byte> secret)
    {
        lock (_gate)
        {
            return !_isOver && (Matches(_secret, secret) | Matches(_secretBefore, secret));
        }
    }

    /// <inheritdoc />
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        if (_end is { } end)
        {
            return end;
        }

        if (_reading is not { } reading)
        {
            return await ReturnAsync(cancellationToken).ConfigureAwait(false);
        }

        var input = await reading.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (input.Kind == MediaInputKind.Closed)
        {
            return Lose(reading, in input);
        }

        Count(in input);
        return input;
    }

    /// <inheritdoc />
    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken) =>
        _writing.WriteAudioAsync(audio, cancellationToken);

    /// <inheritdoc />
    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case ClientLostFrame:
                return default;
            case ClientResumedFrame:
                return SwitchAsync(cancellationToken);
            case SessionReadyFrame ready:
                return _writing.WriteMessageAsync(ready with { Resume = Offer() }, cancellationToken);
            case EndFrame or CancelFrame or ErrorFrame { IsFatal: true }:
                // The end of the conversation: nobody comes back to it.
                return _writing.WriteMessageAsync(message, cancellationToken);
            default:
                NumberedFrame numbered;
                lock (_gate)
                {
                    numbered = _backlog.Add(message);
                }

                return _writing.WriteMessageAsync(numbered, cancellationToken);
        }
    }

    /// <inheritdoc />
    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken) =>
        _writing.ClearAsync(through, cancellationToken);

    /// <inheritdoc />
    public ValueTask PauseAsync(ResponseId through, CancellationToken cancellationToken) =>
        _writing.PauseAsync(through, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Return? next;
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            _isOver = true;
            (next, _next) = (_next, null);
            (arrival, _arrival) = (_arrival, null);
        }

        _onOver();
        arrival?.TrySetResult();
        foreach (var return_ in _returns)
        {
            await return_.Connection.DisposeAsync().ConfigureAwait(false);
        }

        if (next is not null)
        {
            await next.Connection.DisposeAsync().ConfigureAwait(false);
        }

        await _writing.DisposeAsync().ConfigureAwait(false);
        _completion.TrySetResult();
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);

    private static bool Matches(string? known, ReadOnlySpan<byte> secret)
    {
        Span<byte> bytes = stackalloc byte[2 * SecretBytes];
        return known is not null
            && System.Text.Encoding.ASCII.GetBytes(known, bytes) == secret.Length
            && CryptographicOperations.FixedTimeEquals(bytes, secret);
    }

    private static KeyValuePair<string, object?> TransportOf(IMediaConnection connection) =>
        new(VoiceAgentTelemetry.TransportTag, connection.Info.Transport);

    private ResumeOffer Offer() => new($"{Info.ConnectionId}.{_secret}", _grace);

    private void Count(in MediaInput input)
    {
        switch (input.Kind)
        {
            case MediaInputKind.Audio:
                _samples += input.Audio.Length / Info.Input.BytesPerSample;
                break;
            case MediaInputKind.Message when input.Message is InputTextFrame:
                _texts++;
                break;
            default:
                break;
        }

        lock (_gate)
        {
            // Whoever speaks on the new connection was told the new secret.
            _secretBefore = _returns.Count == 0 ? null : _secretBefore;
            _backlog.Seen(input.SeenSequence);
        }
    }

    /// <summary>A connection has ended: for good, or until the client is back.</summary>
    private MediaInput Lose(IMediaConnection connection, in MediaInput closed)
    {
        lock (_gate)
        {
            if (_isOver || (!closed.IsLost && _next is null))
            {
                _end = _isOver && closed.IsLost ? MediaInput.FromClosed(_overReason) : closed;
                _isOver = true;
                return _end.Value;
            }

            _reading = null;
        }

        _lostAt = _time.GetTimestamp();
        VoiceAgentTelemetry.LostSessions.Add(1, TransportOf(connection));
        _ = connection.DisposeAsync().AsTask();
        return MediaInput.FromMessage(new ClientLostFrame(closed.Reason ?? ""));
    }

    /// <summary>Waits for the client to come back.</summary>
    private async ValueTask<MediaInput> ReturnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (_next is { } next)
                {
                    _next = null;
                    _reading = _last = next.Connection;
                    VoiceAgentTelemetry.ResumedSessions.Add(1, TransportOf(next.Connection));
                    _returns.Enqueue(next with { Samples = _samples, Texts = _texts });
                    return MediaInput.FromMessage(new ClientResumedFrame(next.Point.Position));
                }

                if (_isOver)
                {
                    _end = MediaInput.FromClosed(_overReason);
                    return _end.Value;
                }

                arrival = (_arrival ??= new TaskCompletionSource()).Task;
            }

            await WaitAsync(arrival, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitAsync(Task arrival, CancellationToken cancellationToken)
    {
        var left = _grace - _time.GetElapsedTime(_lostAt);
        try
        {
            var patience = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            await arrival.WaitAsync(patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                _isOver |= _next is null;
            }
        }
    }

    /// <summary>From now on the client is written to on its new connection: first what it has missed.</summary>
    private async ValueTask SwitchAsync(CancellationToken cancellationToken)
    {
        Return back;
        SessionResumedFrame resumed;
        IReadOnlyList<NumberedFrame> missed;
        lock (_gate)
        {
            if (!_returns.TryDequeue(out back!))
            {
                return;
            }

            _backlog.Seen(back.Point.Sequence);
            missed = _backlog.Behind(back.Point.Sequence, out var isComplete);
            if (_secretBefore is null)
            {
                // Else the client may not have got the last one: it is told again.
                (_secretBefore, _secret) = (_secret, NewSecret());
            }

            resumed = new SessionResumedFrame(Offer(), back.Samples, back.Texts, isComplete);
        }

        _writing = back.Connection;
        await _writing.WriteMessageAsync(resumed, cancellationToken).ConfigureAwait(false);
        foreach (var message in missed)
        {
            await _writing.WriteMessageAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A client that is back.</summary>
    private sealed record Return(IMediaConnection Connection, ResumePoint Point)
    {
        /// <summary>Samples received before.</summary>
        public long Samples { get; init; }

        /// <summary>Typed texts received before.</summary>
        public long Texts { get; init; }
    }
}
