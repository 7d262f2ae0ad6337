using System.Net.WebSockets;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Pipecat;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>A client on a WebSocket, whatever protocol it speaks.</summary>
/// <remarks>
/// Stricter callers than the contract asks for are fine: writes, clear and disposal may come from any thread at any time. A write to a
/// client that is gone does nothing; <see cref="ReadAsync"/> tells.
/// </remarks>
internal sealed class WebSocketMediaConnection : IMediaConnection
{
    // About a second of audio, in pieces of 20 ms or in larger ones; behind it the client's own buffers fill.
    private const int MaxWaitingInputs = 64;
    private const int MaxWaitingBytes = 96_000;

    private readonly WebSocketLink _link;
    private readonly int _maxBadMessages;
    private readonly InputMailbox _mailbox = new(MaxWaitingInputs, MaxWaitingBytes);
    private readonly PooledBuffer _reply = new();
    private readonly Task _receiving;
    private readonly TaskCompletionSource _disposed = new();
    private int _disposals;
    private string _endReason = "end";
    private string? _fatalCode;
    private int _badMessages;

    /// <summary>Takes the link over and starts to receive.</summary>
    /// <param name="link">The socket, after the handshake.</param>
    /// <param name="info">What was agreed.</param>
    /// <param name="maxBadMessages">Wrong messages after which the client is disconnected.</param>
    /// <param name="first">What came with the handshake.</param>
    public WebSocketMediaConnection(
        WebSocketLink link,
        MediaConnectionInfo info,
        int maxBadMessages,
        MediaInput? first = null
    )
    {
        (_link, Info, _maxBadMessages) = (link, info, maxBadMessages);
        _link.Outgoing.Closing = end =>
        {
            CloseReason = end.Reason;
            _mailbox.End(end);
        };
        _receiving = ReceiveAllAsync(first);
    }

    public MediaConnectionInfo Info { get; }

    /// <summary>Why the connection ended, for logs; null while it is open.</summary>
    public string? CloseReason { get; private set; }

    /// <summary>Done when the connection was disposed and everything is freed.</summary>
    public Task Completion => _disposed.Task;

    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) =>
        _mailbox.ReadAsync(cancellationToken);

    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken) =>
        _link.Outgoing.AddAudioAsync(in audio, cancellationToken);

    /// <summary>Sends audio made for this connection, if there is any; its pooled array goes back when it was sent or dropped.</summary>
    public ValueTask WriteAsync(in PlayerAudio audio, CancellationToken cancellationToken) =>
        audio.Output.Pcm.IsEmpty
            ? default
            : _link.Outgoing.AddAsync(Outgoing.FromAudio(audio.Output, audio.Rented), cancellationToken);

    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        switch (message)
        {
            case EndFrame end:
                _endReason = end.Reason;
                return default;
            case CancelFrame cancel:
                _endReason = cancel.Reason;
                return default;
            case ErrorFrame { IsFatal: true } error when error.Code == _fatalCode:
                return default; // Told already.
            case ErrorFrame { IsFatal: true } error:
                _fatalCode = error.Code;
                break;
        }

        return FrameEncoder.Encode(_link.Protocol, message) is { } encoded
            ? _link.Outgoing.AddAsync(encoded, cancellationToken)
            : default;
    }

    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        _link.Outgoing.Clear(through, forGood: true);
        return default;
    }

    public ValueTask PauseAsync(ResponseId through, CancellationToken cancellationToken)
    {
        _link.Outgoing.Clear(through, forGood: false);
        return default;
    }

    /// <summary>Tells the client why the conversation is over, before anything closes.</summary>
    public ValueTask SayGoodbyeAsync() =>
        FrameEncoder.Encode(_link.Protocol, new EndFrame(_endReason)) is { } goodbye
            ? _link.Outgoing.AddAsync(goodbye, CancellationToken.None)
            : default;

    /// <summary>Tells the client that the server goes away, and closes.</summary>
    public void Shutdown() =>
        _link.Outgoing.Close(
            WebSocketCloseStatus.EndpointUnavailable,
            "shutdown",
            new EndFrame("shutdown"),
            drop: true
        );

    /// <summary>Tells the client what went wrong, unless it was told already, and closes.</summary>
    public void Fail(string code, string message) =>
        _link.Outgoing.Close(
            CloseCodes.For(code),
            code,
            code == _fatalCode ? null : new ErrorFrame(code, message) { IsFatal = true },
            drop: code != _fatalCode
        );

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) == 1)
        {
            _ = CloseAsync();
        }

        return new ValueTask(_disposed.Task);
    }

    private async Task CloseAsync()
    {
        if (_fatalCode is { } code)
        {
            _link.Outgoing.Close(CloseCodes.For(code), code, last: null, drop: false);
        }
        else
        {
            _link.Outgoing.Close(WebSocketCloseStatus.NormalClosure, "end", new EndFrame(_endReason), drop: false);
        }

        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _link.Outgoing.Closed.ConfigureAwait(false);
        _link.Free();
        _reply.Release();
        _disposed.TrySetResult();
    }

    private async Task ReceiveAllAsync(MediaInput? first)
    {
        try
        {
            if (first is { } input)
            {
                await PostAsync(input).ConfigureAwait(false);
            }

            ReceivedKind kind;
            while (!_link.AnswerEnd(kind = await _link.Receiver.ReceiveAsync().ConfigureAwait(false)))
            {
                if (kind == ReceivedKind.TooLarge)
                {
                    Fail(ErrorCodes.MessageTooLarge, "The message is too large; send audio in pieces of 20 to 100 ms.");
                }
                else if (CloseReason is null)
                {
                    await AcceptAsync(kind == ReceivedKind.Binary).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // Mostly said already, unless the close began before this connection was there.
            _mailbox.End(MediaInput.FromLost(CloseReason ?? "connection lost"));
        }
    }

    private ValueTask AcceptAsync(bool binary)
    {
        var (input, error) = _link.Protocol.Read(_link.Receiver.Message, binary, _reply);
        if (error is not null && ++_badMessages >= _maxBadMessages)
        {
            _reply.Clear();
            Fail(
                ErrorCodes.Overflow,
                $"{_badMessages} messages were wrong; fix the client. The last one: {error.Message}"
            );
            return default;
        }

        if (_reply.Length > 0)
        {
            var reply = FrameEncoder.Detach(_reply, _link.Protocol.ReplyType);
            return _link.Outgoing.AddAsync(reply, CancellationToken.None);
        }

        if (error is not null)
        {
            return WriteMessageAsync(error, CancellationToken.None);
        }

        return input is { } received ? PostAsync(received) : default;
    }

    private ValueTask PostAsync(MediaInput input)
    {
        if (input.Message is EndFrame end)
        {
            _endReason = end.Reason;
        }

        // A client cannot have played what it was not sent.
        return _mailbox.PostAsync(
            input.Kind == MediaInputKind.Played
                ? input with
                {
                    PlayedSamples = Math.Min(input.PlayedSamples, _link.Outgoing.SentThrough),
                }
                : input
        );
    }
}
