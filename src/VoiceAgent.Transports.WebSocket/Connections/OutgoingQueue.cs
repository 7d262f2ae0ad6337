using System.Net.WebSockets;
using VoiceAgent.Errors;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Connections;

/// <summary>
/// The one writer of a socket. Whoever adds something while nobody sends becomes the sender, so a message to a client that reads is
/// sent before the call returns; behind a slow client the queue fills, then adding waits, then the client is disconnected. All
/// members may be called at any time from anywhere. Nothing throws for what the client or the network does.
/// </summary>
internal sealed class OutgoingQueue : IDisposable
{
    private readonly WebSocket _socket;
    private readonly IWebSocketProtocol _protocol;
    private readonly WebSocketTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly PooledBuffer _scratch = new();
    private readonly TaskCompletionSource _closed = new();
    private readonly ITimer _closeTimer;

    private readonly Lock _gate = new();
    private readonly OutgoingBacklog _backlog;
    private bool _sending;
    private bool _ended;
    private CloseRequest? _close;
    private TaskCompletionSource? _space;

    private ResponseId _cancelledThrough;
    private ResponseId _clearThrough;
    private bool _clearPending;
    private bool _marked;
    private ResponseId _markedResponse;
    private long _position;

    public OutgoingQueue(
        WebSocket socket,
        IWebSocketProtocol protocol,
        WebSocketTransportOptions options,
        TimeProvider time
    )
    {
        (_socket, _protocol, _options, _time) = (socket, protocol, options, time);
        _backlog = new OutgoingBacklog(options.MaxQueuedBytes, options.MaxQueuedMessages);
        _closeTimer = time.CreateTimer(
            static state => ((OutgoingQueue)state!).Abort(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Called once, with the end and its reason, when nothing more can be added: the connection closes or broke.</summary>
    public Action<MediaInput>? Closing { get; set; }

    /// <summary>Done when the close frame was sent, or the connection broke.</summary>
    public Task Closed => _closed.Task;

    /// <summary>End of the audio sent so far, on the playback clock.</summary>
    public long SentThrough => Volatile.Read(ref _position);

    /// <summary>Adds audio. Waits while the queue is full.</summary>
    public ValueTask AddAudioAsync(in MediaOutput audio, CancellationToken cancellationToken) =>
        audio.Pcm.IsEmpty ? default : AddAsync(Outgoing.FromAudio(in audio), cancellationToken);

    /// <summary>Adds a message, or audio; the queue returns its pooled array. Waits while the queue is full.</summary>
    public ValueTask AddAsync(Outgoing item, CancellationToken cancellationToken) =>
        TryAdd(in item, out var space) ? default : WaitAndAddAsync(item, space, cancellationToken);

    /// <summary>
    /// Drops queued audio through a response and tells the client to do the same, before anything else. Audio of these responses is
    /// refused from then on if that is <paramref name="forGood"/>.
    /// </summary>
    public void Clear(ResponseId through, bool forGood)
    {
        TaskCompletionSource? space;
        lock (_gate)
        {
            if (_ended || _close is not null)
            {
                return;
            }

            if (forGood)
            {
                _cancelledThrough = through > _cancelledThrough ? through : _cancelledThrough;
                _backlog.DropStale(_cancelledThrough);
            }
            else
            {
                _backlog.DropAudio(through);
            }

            _clearThrough = _clearPending && _clearThrough > through ? _clearThrough : through;
            _clearPending = true;
            space = TakeSpace();
        }

        space?.TrySetResult();
        Send();
    }

    /// <summary>
    /// Closes: sends what waits, or drops it, then <paramref name="last"/>, then the close frame. Only the first call counts. When
    /// the peer has not answered within the limit, the connection is aborted.
    /// </summary>
    public void Close(WebSocketCloseStatus status, string reason, Frame? last, bool drop) =>
        End(new CloseRequest(status, reason), MediaInput.FromClosed(reason), last, drop);

    private void End(CloseRequest request, MediaInput end, Frame? last, bool drop)
    {
        TaskCompletionSource? space;
        lock (_gate)
        {
            if (_ended || _close is not null)
            {
                return;
            }

            if (drop)
            {
                _backlog.DropAll();
                _clearPending = false;
            }

            if (last is not null && FrameEncoder.Encode(_protocol, last) is { } message)
            {
                _backlog.Add(in message);
            }

            _close = request;
            space = TakeSpace();
        }

        Closing?.Invoke(end);
        space?.TrySetResult();
        _closeTimer.Change(_options.CloseTimeout, Timeout.InfiniteTimeSpan);
        Send();
    }

    /// <summary>Tears the connection down; nothing more is sent or received.</summary>
    public void Abort()
    {
        Stop("connection lost");
        _socket.Abort();
    }

    /// <summary>Ends at once; nothing more is sent.</summary>
    public void Stop(string reason)
    {
        TaskCompletionSource? space;
        bool first;
        lock (_gate)
        {
            first = !_ended && _close is null;
            _ended = true;
            _clearPending = false;
            _backlog.DropAll();
            space = TakeSpace();
        }

        if (first)
        {
            Closing?.Invoke(MediaInput.FromLost(reason));
        }

        space?.TrySetResult();
        _closed.TrySetResult();
    }

    public void Dispose() => _closeTimer.Dispose();

    /// <summary>True when the item was taken (or is not wanted any more); false when there is no room, with what to wait for.</summary>
    private bool TryAdd(in Outgoing item, out Task space)
    {
        space = Task.CompletedTask;
        lock (_gate)
        {
            if (_ended || _close is not null || item.IsStale(_cancelledThrough))
            {
                item.Release();
                return true;
            }

            if (!_backlog.HasRoomFor(item.Length))
            {
                space = (_space ??= new TaskCompletionSource()).Task;
                return false;
            }

            _backlog.Add(in item);
        }

        Send();
        return true;
    }

    private async ValueTask WaitAndAddAsync(Outgoing item, Task space, CancellationToken cancellationToken)
    {
        do
        {
            try
            {
                await space.WaitAsync(_options.SlowClientTimeout, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Mostly its network has stalled: it may be back soon.
                End(
                    new CloseRequest(WebSocketCloseStatus.PolicyViolation, ErrorCodes.SlowClient),
                    MediaInput.FromLost(ErrorCodes.SlowClient),
                    new ErrorFrame(
                        ErrorCodes.SlowClient,
                        "The client does not read what it is sent; read faster and connect again."
                    )
                    {
                        IsFatal = true,
                    },
                    drop: true
                );
            }
            catch (OperationCanceledException)
            {
                item.Release();
                throw;
            }
        } while (!TryAdd(in item, out space));
    }

    private void Send()
    {
        lock (_gate)
        {
            if (_sending || _ended)
            {
                return;
            }

            _sending = true;
        }

        _ = SendAllAsync();
    }

    /// <summary>Sends until nothing waits. Runs synchronously while the socket takes everything at once.</summary>
    private async Task SendAllAsync()
    {
        try
        {
            while (TryTake(out var item))
            {
                await SendAsync(item).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            Abort();
        }
    }

    private async ValueTask SendAsync(Outgoing item)
    {
        try
        {
            if (item.Kind == OutgoingKind.Close)
            {
                await _socket
                    .CloseOutputAsync(item.Close!.Status, item.Close.Reason, CancellationToken.None)
                    .ConfigureAwait(false);
                _closed.TrySetResult();
                return;
            }

            _scratch.Clear();
            var type = item.Kind switch
            {
                OutgoingKind.Audio => _protocol.EncodeAudio(item.Audio, _scratch),
                OutgoingKind.Mark => _protocol.EncodeMark(item.Audio, _scratch),
                OutgoingKind.Clear => _protocol.EncodeClear(item.Audio.ResponseId, _scratch),
                _ => item.Type,
            };
            if (type == WireType.None)
            {
                return;
            }

            var bytes = item.Kind == OutgoingKind.Encoded ? item.Rented.AsMemory(0, item.Length) : _scratch.Written;
            var messageType = type == WireType.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
            await _socket
                .SendAsync(bytes, messageType, endOfMessage: true, CancellationToken.None)
                .ConfigureAwait(false);
        }
        finally
        {
            item.Release();
        }
    }

    /// <summary>Takes the next thing to send; false, and nobody is the sender any more, when there is none.</summary>
    private bool TryTake(out Outgoing item)
    {
        TaskCompletionSource? space = null;
        lock (_gate)
        {
            if (_clearPending)
            {
                _clearPending = false;
                item = new(OutgoingKind.Clear) { Audio = new MediaOutput(_clearThrough, default, 0) };
                return true;
            }

            if (_backlog.TryPeek(out item))
            {
                if (NeedsMark(in item))
                {
                    item = new(OutgoingKind.Mark) { Audio = item.Audio };
                    return true;
                }

                _backlog.RemoveFirst();
                Advance(in item);
                space = TakeSpace();
            }
            else if (_close is not null && !_ended)
            {
                _ended = true;
                item = new(OutgoingKind.Close) { Close = _close };
                return true;
            }
            else
            {
                _scratch.Release();
                _sending = false;
                return false;
            }
        }

        space?.TrySetResult();
        return true;
    }

    private bool NeedsMark(in Outgoing item)
    {
        if (
            item.Kind != OutgoingKind.Audio
            || (_marked && item.Audio.ResponseId == _markedResponse && item.Audio.Position == _position)
        )
        {
            return false;
        }

        (_marked, _markedResponse) = (true, item.Audio.ResponseId);
        Volatile.Write(ref _position, item.Audio.Position);
        return true;
    }

    private void Advance(in Outgoing item)
    {
        if (item.Kind == OutgoingKind.Audio)
        {
            Volatile.Write(ref _position, item.Audio.Position + (item.Audio.Pcm.Length / sizeof(short)));
        }
    }

    private TaskCompletionSource? TakeSpace()
    {
        var space = _space;
        _space = null;
        return space;
    }
}
