using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Tts;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>A live synthesis over a socket.</summary>
internal sealed class SocketTextToSpeechSession : ITextToSpeechSession
{
    private const int MaximumText = 100_000;

    private readonly Vendor _vendor;
    private readonly Func<TextToSpeechWire> _createWire;
    private readonly SocketSettings _settings;
    private readonly TimeProvider _time;
    private readonly SpokenUtterances _spoken;
    private readonly Channel<TextToSpeechEvent> _events = Channel.CreateBounded<TextToSpeechEvent>(
        new BoundedChannelOptions(16_384)
    );

    private readonly CancellationTokenSource _disposed = new();
    private readonly SemaphoreSlim _places;
    private readonly Dictionary<long, StringBuilder> _texts = [];
    private readonly HashSet<long> _placed = [];
    private readonly Lock _lock = new();
    private readonly TextToSpeechWire _first;
    private (VendorSocket Socket, TextToSpeechWire Wire)? _open;
    private long _cancelledThrough = long.MinValue;
    private Task _reading = Task.CompletedTask;

    public SocketTextToSpeechSession(
        Vendor vendor,
        Func<TextToSpeechWire> createWire,
        AudioFormat format,
        SocketSettings settings,
        TimeProvider time
    )
    {
        (_vendor, _createWire, _settings, _time) = (vendor, createWire, settings, time);
        _spoken = new SpokenUtterances(format.BytesPerSample, Tell, FreePlace);
        _first = createWire();
        _places = new SemaphoreSlim(_first.MaximumOpen, int.MaxValue);
    }

    public Task ConnectAsync(CancellationToken cancellationToken) => OpenAsync(_first, cancellationToken);

    public async ValueTask WriteAsync(long utterance, string text, CancellationToken cancellationToken)
    {
        if (!Begin(utterance) || text.Length == 0)
        {
            return;
        }

        if (!_first.TakesDeltas)
        {
            Keep(utterance, text);
            return;
        }

        await PlaceAsync(utterance, cancellationToken).ConfigureAwait(false);
        await SendAsync(utterance, wire => wire.Write(utterance, text), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask FlushAsync(long utterance, CancellationToken cancellationToken)
    {
        if (!Begin(utterance))
        {
            return;
        }

        string text;
        lock (_lock)
        {
            text = _texts.Remove(utterance, out var kept) ? kept.ToString() : "";
            if (string.IsNullOrWhiteSpace(text) && !_placed.Contains(utterance))
            {
                _spoken.Completed(utterance);
                return;
            }
        }

        await PlaceAsync(utterance, cancellationToken).ConfigureAwait(false);
        await SendAsync(
                utterance,
                wire =>
                    text.Length > 0
                        ? [.. wire.Write(utterance, text), .. wire.Flush(utterance)]
                        : wire.Flush(utterance),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    public async ValueTask CancelAsync(long through, CancellationToken cancellationToken)
    {
        long[] working;
        List<SocketMessage> messages = [];
        VendorSocket? socket;
        lock (_lock)
        {
            _cancelledThrough = Math.Max(_cancelledThrough, through);
            foreach (var stale in _texts.Keys.Where(utterance => utterance <= through).ToArray())
            {
                _texts.Remove(stale);
            }

            var placed = _placed.ToHashSet();
            working = [.. _spoken.Cancel(through).Where(placed.Contains)];
            socket = _open?.Socket;
            if (_open is { } open && working.Length > 0)
            {
                messages.AddRange(open.Wire.Cancel(working));
            }
        }

        foreach (var message in messages)
        {
            await socket!.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }

    public async IAsyncEnumerable<TextToSpeechEvent> ReadEventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var made in _events.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return made;
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
        if (_open is { } open)
        {
            if (open.Wire.Closing is { } closing)
            {
                open.Socket.TrySend(closing);
            }

            await open.Socket.DisposeAsync().ConfigureAwait(false);
        }

        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _places.Dispose();
    }

    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private async Task OpenAsync(TextToSpeechWire wire, CancellationToken cancellationToken)
    {
        var socket = await VendorSocket
            .ConnectAsync(_vendor, wire.Address, _settings, () => wire.KeepAlive, _time, cancellationToken)
            .ConfigureAwait(false);
        foreach (var message in wire.Opening)
        {
            socket.TrySend(message);
        }

        lock (_lock)
        {
            _open = (socket, wire);
        }

        _reading = ReadAllAsync(socket, wire);
    }

    private bool Begin(long utterance)
    {
        lock (_lock)
        {
            if (utterance <= _cancelledThrough)
            {
                return false;
            }

            _spoken.Begin(utterance);
            return true;
        }
    }

    private void Keep(long utterance, string text)
    {
        lock (_lock)
        {
            if (!_texts.TryGetValue(utterance, out var kept))
            {
                _texts[utterance] = kept = new StringBuilder();
            }

            if (kept.Length + text.Length > MaximumText)
            {
                throw new VoiceAgentException(
                    ErrorCodes.Overflow,
                    $"An utterance is longer than {MaximumText} characters; flush sentence by sentence."
                );
            }

            kept.Append(text);
        }
    }

    /// <summary>Waits until the vendor may work at one more utterance.</summary>
    private async ValueTask PlaceAsync(long utterance, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_placed.Contains(utterance))
            {
                return;
            }
        }

        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (utterance > _cancelledThrough)
            {
                _placed.Add(utterance);
                return;
            }
        }

        _places.Release();
    }

    private void FreePlace(long utterance)
    {
        lock (_lock)
        {
            if (_placed.Remove(utterance))
            {
                _places.Release();
            }
        }
    }

    private async ValueTask SendAsync(
        long utterance,
        Func<TextToSpeechWire, IEnumerable<SocketMessage>> write,
        CancellationToken cancellationToken
    )
    {
        if (_open is null)
        {
            // It was closed for idleness.
            await OpenAsync(_createWire(), cancellationToken).ConfigureAwait(false);
        }

        SocketMessage[] messages;
        VendorSocket socket;
        lock (_lock)
        {
            if (utterance <= _cancelledThrough || _open is not { } open)
            {
                return;
            }

            (socket, messages) = (open.Socket, [.. write(open.Wire)]);
        }

        foreach (var message in messages)
        {
            await socket.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAllAsync(VendorSocket socket, TextToSpeechWire wire)
    {
        Exception? failure = null;
        try
        {
            await foreach (var message in socket.Messages.ReadAllAsync(_disposed.Token).ConfigureAwait(false))
            {
                Read(message, wire);
            }
        }
        catch (Exception exception)
        {
            failure = VendorFailure.From(_vendor, exception);
        }

        lock (_lock)
        {
            _open = null;
        }

        await socket.DisposeAsync().ConfigureAwait(false);
        if (_disposed.IsCancellationRequested)
        {
            _events.Writer.TryComplete();
        }
        else if (_spoken.IsOwing || failure is VoiceAgentException { Code: not ErrorCodes.ProviderFailed })
        {
            _events.Writer.TryComplete(failure ?? VendorFailure.BrokeOff(_vendor));
        }
    }

    private void Read(SocketMessage message, TextToSpeechWire wire)
    {
        lock (_lock)
        {
            if (message.IsText)
            {
                using var json = JsonDocument.Parse(message.Data);
                wire.OnText(json.RootElement, _spoken);
            }
            else
            {
                wire.OnBinary(message.Data, _spoken);
            }
        }
    }

    private void Tell(TextToSpeechEvent made)
    {
        if (!_events.Writer.TryWrite(made))
        {
            _events.Writer.TryComplete(
                new VoiceAgentException(ErrorCodes.Overflow, $"Nobody reads what {_vendor.Name} speaks.")
            );
        }
    }
}
