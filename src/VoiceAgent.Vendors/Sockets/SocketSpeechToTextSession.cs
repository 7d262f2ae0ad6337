using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Stt;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>A live recognition over a socket that may be lost and replaced.</summary>
internal sealed class SocketSpeechToTextSession : ISpeechToTextSession
{
    /// <summary>Audio that is sent again goes in pieces of this.</summary>
    private static readonly TimeSpan ReplayPiece = TimeSpan.FromMilliseconds(100);

    private readonly Vendor _vendor;
    private readonly Func<SpeechToTextWire> _createWire;
    private readonly AudioFormat _format;
    private readonly SocketSettings _settings;
    private readonly TimeProvider _time;
    private readonly RecognizedSegments _segments;
    private readonly Channel<SpeechToTextEvent> _events = Channel.CreateBounded<SpeechToTextEvent>(
        new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.Wait }
    );

    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _finalTimer;
    private readonly ITimer _silenceTimer;
    private readonly Lock _lock = new();
    private (VendorSocket Socket, SpeechToTextWire Wire)? _open;
    private (long Since, TimeSpan Limit)? _watched;
    private Task _reading = Task.CompletedTask;

    public SocketSpeechToTextSession(
        Vendor vendor,
        Func<SpeechToTextWire> createWire,
        AudioFormat format,
        SocketSettings settings,
        TimeProvider time
    )
    {
        (_vendor, _createWire, _format, _settings, _time) = (vendor, createWire, format, settings, time);
        _segments = new RecognizedSegments(format, settings, Tell);
        _finalTimer = time.CreateTimer(_ => OnFinalTimeout(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _silenceTimer = time.CreateTimer(_ => OnSilence(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        _reading = ReadAllAsync();
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellationToken)
    {
        (VendorSocket Socket, SpeechToTextWire Wire)? open;
        lock (_lock)
        {
            _segments.Write(audio.Span);
            open = _open;
            if (_settings.SilenceLimit is { } limit)
            {
                Watch(limit);
            }
        }

        return open is { } to ? to.Socket.SendAsync(to.Wire.Audio(audio), cancellationToken) : default;
    }

    public ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        (VendorSocket Socket, SpeechToTextWire Wire)? open;
        lock (_lock)
        {
            if (!_segments.End())
            {
                return default;
            }

            open = _open;
            AwaitText();
        }

        return open is { } to ? to.Socket.SendAsync(to.Wire.EndOfSegment(), cancellationToken) : default;
    }

    public async IAsyncEnumerable<SpeechToTextEvent> ReadEventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var heard in _events.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return heard;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested)
        {
            return;
        }

        _events.Writer.TryComplete();
        Cancel(_disposed);
        await _finalTimer.DisposeAsync().ConfigureAwait(false);
        await _silenceTimer.DisposeAsync().ConfigureAwait(false);
        if (_open is { } open)
        {
            if (open.Wire.Closing is { } closing)
            {
                open.Socket.TrySend(closing);
            }

            await open.Socket.DisposeAsync().ConfigureAwait(false);
        }

        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var wire = _createWire();
        var socket = await VendorSocket
            .ConnectAsync(_vendor, wire.Address, _settings, () => wire.KeepAlive, _time, cancellationToken)
            .ConfigureAwait(false);
        lock (_lock)
        {
            foreach (var message in wire.Opening)
            {
                socket.TrySend(message);
            }

            _segments.Replay(
                audio =>
                {
                    // A copy: what is kept moves on while it is sent.
                    var copy = audio.ToArray();
                    var piece = _format.BytesIn(ReplayPiece);
                    for (var at = 0; at < copy.Length; at += piece)
                    {
                        socket.TrySend(wire.Audio(copy.AsMemory(at, Math.Min(piece, copy.Length - at))));
                    }
                },
                () => socket.TrySend(wire.EndOfSegment())
            );
            _open = (socket, wire);
            if (_segments.IsOwing)
            {
                AwaitText();
            }
        }

        if (_disposed.IsCancellationRequested)
        {
            await socket.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            var losses = 0;
            while (!_disposed.IsCancellationRequested)
            {
                var (failure, hasHeard) = await ReadAsync().ConfigureAwait(false);
                losses = hasHeard ? 1 : losses + 1;
                if (_disposed.IsCancellationRequested || losses > _settings.Reconnects || !IsWorthAnother(failure))
                {
                    _events.Writer.TryComplete(failure ?? VendorFailure.BrokeOff(_vendor));
                    return;
                }

                await OpenAsync(_disposed.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            _events.Writer.TryComplete();
        }
        catch (Exception exception)
        {
            _events.Writer.TryComplete(VendorFailure.From(_vendor, exception));
        }
    }

    /// <summary>Reads until the socket is gone.</summary>
    private async Task<(Exception? Failure, bool HasHeard)> ReadAsync()
    {
        var (socket, wire) = _open!.Value;
        var hasHeard = false;
        try
        {
            await foreach (var message in socket.Messages.ReadAllAsync(_disposed.Token).ConfigureAwait(false))
            {
                hasHeard = true;
                Heard();
                if (message.IsText)
                {
                    using var json = JsonDocument.Parse(message.Data);
                    wire.OnText(json.RootElement, _segments);
                }
            }

            return (null, hasHeard);
        }
        catch (Exception exception) when (!_disposed.IsCancellationRequested)
        {
            return (VendorFailure.From(_vendor, exception), hasHeard);
        }
        finally
        {
            lock (_lock)
            {
                _open = null;
                StopWatching();
            }

            await socket.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A lost connection is replaced; a refusal would only be repeated.</summary>
    private static bool IsWorthAnother(Exception? failure) =>
        failure is not VoiceAgentException known
        || known.Code is ErrorCodes.ProviderFailed or ErrorCodes.ProviderTimeout or ErrorCodes.ProviderUnavailable;

    private void Tell(SpeechToTextEvent heard)
    {
        if (!_events.Writer.TryWrite(heard))
        {
            _events.Writer.TryComplete(
                new VoiceAgentException(ErrorCodes.Overflow, $"Nobody reads what {_vendor.Name} hears.")
            );
        }
    }

    /// <summary>The vendor owes a text from now on; under the lock.</summary>
    private void AwaitText()
    {
        _finalTimer.Change(_settings.FinalWait, Timeout.InfiniteTimeSpan);
        Watch(_settings.AnswerLimit);
    }

    /// <summary>The vendor must say something, whatever it is; under the lock.</summary>
    private void Watch(TimeSpan limit)
    {
        var left = _watched is { } watched ? watched.Limit - _time.GetElapsedTime(watched.Since) : TimeSpan.MaxValue;
        if (limit < left)
        {
            _watched = (_time.GetTimestamp(), limit);
            _silenceTimer.Change(limit, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Nothing is owed at once any more; under the lock.</summary>
    private void StopWatching()
    {
        _watched = null;
        _silenceTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Heard()
    {
        lock (_lock)
        {
            StopWatching();
            if (_segments.IsOwing)
            {
                _finalTimer.Change(_settings.FinalWait, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void OnSilence()
    {
        VendorSocket? silent;
        TimeSpan limit;
        lock (_lock)
        {
            if (_watched is not { } watched)
            {
                return;
            }

            limit = watched.Limit;
            silent = _open?.Socket;
            StopWatching();
        }

        silent?.Fail(VendorFailure.Silent(_vendor, limit));
    }

    private void OnFinalTimeout()
    {
        lock (_lock)
        {
            _segments.EndSegment();
            if (_segments.IsOwing)
            {
                _finalTimer.Change(_settings.FinalWait, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
