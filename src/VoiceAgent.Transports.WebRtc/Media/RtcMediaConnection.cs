using System.Buffers;
using System.Security.Cryptography;
using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebRtc.Codecs;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>A client over WebRTC, whatever the engine. Owns the session and the codec.</summary>
/// <remarks>
/// Stricter callers than the contract asks for are fine: writes, clear and disposal may come from any thread at any time. The reader gets a
/// frame of audio every 20 ms from the moment the peer is connected, silence included, and after a standstill several at once; it goes on on the
/// pacer's thread and must not hold it.
/// </remarks>
internal sealed class RtcMediaConnection : IMediaConnection, IPacedSession
{
    private const int TicksPerReport = 5;
    private const int TicksPerSurvey = 50;

    private readonly IRtcSession _session;
    private readonly IAudioCodec _codec;
    private readonly IRtcMessageProtocol _protocol;
    private readonly MediaPacer _pacer;
    private readonly RtcMediaOptions _options;
    private readonly MediaInbox _inbox = new();
    private readonly Lock _receiveGate = new();
    private readonly Lock _sendGate = new();
    private readonly JitterBuffer _jitter;
    private readonly OutgoingAudio _queue;
    private readonly AudioSender _sender;
    private readonly OutgoingMessages _messages;
    private readonly PlayoutTracker _playout;
    private readonly LossFollower _loss = new();
    private readonly MediaMeter _meter = new();
    private readonly PeerSigns _signs = new();
    private readonly Farewell _farewell = new();
    private readonly TaskCompletionSource<bool> _connected = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _receiving;
    private readonly byte[] _silence;
    private IDisposable? _pacing;
    private TimeSpan _playoutDelay;
    private TimeSpan? _refusedSince;
    private long _reported;
    private int _disposals;
    private volatile bool _hasEnded;

    /// <summary>Takes a session and a codec over and starts to receive.</summary>
    /// <param name="session">The peer; its audio is in the codec's format.</param>
    /// <param name="codec">What was agreed.</param>
    /// <param name="protocol">What the data channel's messages mean.</param>
    /// <param name="pacer">The clock of all sessions.</param>
    /// <param name="connectionId">Name for logs.</param>
    /// <param name="options">How audio is handled.</param>
    public RtcMediaConnection(
        IRtcSession session,
        IAudioCodec codec,
        IRtcMessageProtocol protocol,
        MediaPacer pacer,
        string connectionId,
        RtcMediaOptions options
    )
    {
        (_session, _codec, _protocol, _pacer, _options) = (session, codec, protocol, pacer, options);
        Info = new MediaConnectionInfo
        {
            Transport = "webrtc",
            ConnectionId = connectionId,
            Input = new AudioFormat(codec.DecoderRate),
            Output = new AudioFormat(codec.EncoderRate),
            CanClear = true,
            ReportsPlayout = true,
            Lead = options.Cushion,
        };
        _jitter = new JitterBuffer(codec, options.JitterBuffer);
        _queue = new OutgoingAudio(codec.EncoderRate);
        _sender = new AudioSender(codec, _queue, BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))));
        _messages = new OutgoingMessages(message => session.TrySendMessage(message.Span, isText: true));
        _playout = new PlayoutTracker(codec.EncoderRate);
        _playoutDelay = options.PeerPlayoutDelay;
        _silence = new byte[_jitter.FrameSamples * sizeof(short)];
        if (options.First is { } first)
        {
            Post(in first);
        }

        if (options.IsConnected)
        {
            Begin();
        }

        _receiving = ReceiveAllAsync();
    }

    /// <inheritdoc />
    public MediaConnectionInfo Info { get; }

    /// <summary>Completes with true when the peer is connected, with false when the connection ended before that.</summary>
    public Task<bool> Connected => _connected.Task;

    /// <summary>Why the connection ended, for logs; null while it is open.</summary>
    public string? CloseReason { get; private set; }

    /// <summary>Done when the connection was disposed and everything is freed.</summary>
    public Task Completion => _over.Task;

    /// <summary>What the jitter buffer did so far.</summary>
    public JitterBufferCounters Counters
    {
        get
        {
            lock (_receiveGate)
            {
                return _jitter.Counters;
            }
        }
    }

    /// <inheritdoc />
    public ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken) => _inbox.ReadAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        while (!_hasEnded && !_queue.TryAdd(in audio, out var room))
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var output = new ArrayBufferWriter<byte>();
        if (!_farewell.Keeps(message) && _protocol.Encode(message, output))
        {
            Send(output);
        }

        return default;
    }

    /// <inheritdoc />
    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        _queue.Clear(through);
        var output = new ArrayBufferWriter<byte>();
        if (_protocol.EncodeClear(through, output))
        {
            Send(output);
        }

        return default;
    }

    /// <inheritdoc />
    public void Tick(long tick, TimeSpan due, bool isTimely)
    {
        try
        {
            SendAudio(tick, due, isTimely);
            Report(tick, due);
            if (tick % TicksPerSurvey == 0)
            {
                Survey();
            }

            DeliverAudio(due);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Other sessions share this thread. One that was disposed in the middle lands here too.
            End($"failed: {exception.GetType().Name}", isLost: true);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) == 1)
        {
            SayGoodbye();
            await _session.CloseAsync(_farewell.Reason).ConfigureAwait(false);
            End("disposed", isLost: false);
            await _session.DisposeAsync().ConfigureAwait(false);
        }

        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _codec.Dispose();
        _over.TrySetResult();
    }

    /// <summary>The client has left and does not come back.</summary>
    public void Leave(string reason) => End(reason, isLost: false);

    private async Task ReceiveAllAsync()
    {
        var (reason, isLost) = ("connection lost", true);
        try
        {
            RtcInput input;
            do
            {
                input = await _session.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                Accept(in input);
            } while (input.Kind != RtcInputKind.Closed);

            (reason, isLost) = (input.Reason ?? reason, !(input.IsGoodbye && _options.ClosingIsLeaving));
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException)
        {
            (reason, isLost) = ("disposed", false);
        }
        finally
        {
            End(reason, isLost);
        }
    }

    private void Accept(in RtcInput input)
    {
        switch (input.Kind)
        {
            case RtcInputKind.Connected when _pacing is null:
                Begin();
                break;
            case RtcInputKind.Connected:
                _signs.Packet(_pacer.Now);
                break;
            case RtcInputKind.Disconnected:
                _signs.Doubt(_pacer.Now);
                break;
            case RtcInputKind.Audio:
                _signs.Packet(_pacer.Now);
                lock (_receiveGate)
                {
                    _jitter.Add(input.Sequence, input.Timestamp, input.Payload.Span, _pacer.Now);
                }

                break;
            case RtcInputKind.Text or RtcInputKind.Binary:
                var reply = new ArrayBufferWriter<byte>();
                var said = _protocol.Read(input.Payload.Span, input.Kind == RtcInputKind.Text, reply);
                if (reply.WrittenCount > 0)
                {
                    Send(reply);
                }

                if (said is { } heard)
                {
                    Post(in heard);
                }

                break;
            default:
                break;
        }
    }

    private void Post(in MediaInput said)
    {
        if (said.Kind == MediaInputKind.Closed)
        {
            _farewell.Tell(said.Reason ?? "");
            End(_farewell.Reason, isLost: false);
            return;
        }

        _farewell.Hear(in said);
        _inbox.Post(in said);
    }

    private void Begin()
    {
        _pacing = _pacer.Add(this);
        _connected.TrySetResult(true);
        if (_hasEnded)
        {
            _pacing.Dispose();
        }
    }

    private void SendAudio(long tick, TimeSpan due, bool isTimely)
    {
        bool isStuck;
        lock (_sendGate)
        {
            _messages.Flush(due);
            isStuck = _messages.IsStuck(due);
            if (isTimely && _sender.TryNext(tick, out var packet))
            {
                Send(in packet, due);
            }
        }

        if (isStuck || due - _refusedSince > _options.SendPatience)
        {
            End(isStuck ? "the data channel takes nothing" : "the connection takes no audio", isLost: true);
        }
    }

    private void Send(in OutgoingPacket packet, TimeSpan due)
    {
        var isSent =
            packet.Payload.IsEmpty || _session.TrySendAudio(packet.Payload.Span, packet.Timestamp, packet.Marker);
        _refusedSince = isSent ? null : _refusedSince ?? due;
        if (isSent)
        {
            _playout.Sent(due, packet.From, packet.Through);
        }
    }

    private void DeliverAudio(TimeSpan due)
    {
        int frames;
        lock (_receiveGate)
        {
            frames = _jitter.Due(due);
        }

        // Outside the lock: the reader goes on in here.
        for (; frames > 0; frames--)
        {
            _inbox.Post(MediaInput.FromAudio(TakeFrame(due)));
        }
    }

    private byte[] TakeFrame(TimeSpan due)
    {
        lock (_receiveGate)
        {
            Span<short> frame = stackalloc short[_jitter.FrameSamples];
            return _jitter.Take(frame, due) ? Pcm16.AsBytes(frame).ToArray() : _silence;
        }
    }

    /// <summary>Tells the pipeline how far the peer has played: each 100 ms, and at once when all that was sent is played.</summary>
    private void Report(long tick, TimeSpan due)
    {
        // A peer that is gone plays nothing.
        var played = _playout.PlayedAt(_signs.KnownUntil(due), _playoutDelay);
        if (played > _reported && (tick % TicksPerReport == 0 || _playout.IsDrained))
        {
            _reported = played;
            _inbox.Post(MediaInput.FromPlayed(played));
        }
    }

    private void Survey()
    {
        RtcStatistics statistics;
        lock (_sendGate)
        {
            statistics = _session.Statistics;
        }

        _meter.Update(Counters, _inbox.Dropped + _messages.Dropped);
        _loss.Follow(statistics.FractionLost);
        _codec.ExpectLoss(_loss.Expected);
        _playoutDelay = _options.PeerPlayoutDelay + (statistics.RoundTrip / 2) + (statistics.PeerJitter * 2);
    }

    private void Send(ArrayBufferWriter<byte> message)
    {
        lock (_sendGate)
        {
            _messages.Add(message.WrittenSpan.ToArray(), _pacer.Now);
        }
    }

    /// <summary>Tells the client why the conversation is over, unless it was told.</summary>
    private void SayGoodbye()
    {
        var output = new ArrayBufferWriter<byte>();
        if (!_farewell.IsTold && !_hasEnded && _protocol.Encode(new EndFrame(_farewell.Reason), output))
        {
            Send(output);
        }

        lock (_sendGate)
        {
            _messages.Flush(_pacer.Now);
        }
    }

    private void End(string reason, bool isLost)
    {
        _hasEnded = true;
        _pacing?.Dispose();
        _connected.TrySetResult(false);
        if (_inbox.End(isLost ? MediaInput.FromLost(reason) : MediaInput.FromClosed(reason)))
        {
            CloseReason = reason;
            _queue.Release();
            _ = _session.CloseAsync(reason).AsTask();
        }
    }
}
