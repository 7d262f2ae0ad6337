using System.Threading.Channels;
using VoiceAgent.Frames;
using VoiceAgent.Transports;

namespace VoiceAgent.Testing.Fakes;

/// <summary>
/// A client in memory: its microphone sends what the script says, its loudspeaker plays what it is sent in virtual time, and everything
/// written to it is kept with the time it came.
/// </summary>
public sealed class FakeMediaConnection : IMediaConnection
{
    private const double Loudness = 0.1;
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);

    private readonly Channel<MediaInput> _inputs = Channel.CreateBounded<MediaInput>(
        new BoundedChannelOptions(10_000)
        {
            AllowSynchronousContinuations = true,
            FullMode = BoundedChannelFullMode.DropOldest,
        }
    );

    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly FakePlayback _playback;
    private readonly byte[] _silence;
    private readonly byte[] _speech;
    private readonly CancellationTokenSource _closed = new();
    private readonly List<Sent<MediaOutput>> _audio = [];
    private readonly List<Sent<Frame>> _messages = [];
    private readonly List<Sent<ResponseId>> _clears = [];
    private TaskCompletionSource? _stalled;
    private ITimer? _microphone;
    private ITimer? _reports;
    private TimeSpan _loudUntil;
    private MediaInput? _end;

    /// <summary>Makes a client that clears on demand and reports playback, unless told otherwise.</summary>
    public FakeMediaConnection(TimeProvider time, MediaConnectionInfo? info = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _began = time.GetTimestamp();
        Info = info ?? DefaultInfo;
        _playback = new FakePlayback(Info.Output);
        _silence = new byte[Info.Input.BytesIn(Packet)];
        _speech = FakeAudio.Tone(Info.Input, Packet, Loudness);
    }

    /// <summary>A client that clears on demand and reports playback.</summary>
    public static MediaConnectionInfo DefaultInfo { get; } =
        new()
        {
            Transport = "fake",
            ConnectionId = "fake-1",
            CanClear = true,
            ReportsPlayout = true,
        };

    /// <inheritdoc />
    public MediaConnectionInfo Info { get; }

    /// <summary>Who is busy, as the client was told last.</summary>
    public SessionState State { get; private set; } = SessionState.Listening;

    /// <summary>How often the client reports playback, if it does. Default 100 ms.</summary>
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a write may wait while the client is stalled, before the connection ends itself. Default 2 s.</summary>
    public TimeSpan WriteLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Audio written so far.</summary>
    public IReadOnlyList<Sent<MediaOutput>> Audio => _audio;

    /// <summary>Messages written so far.</summary>
    public IReadOnlyList<Sent<Frame>> Messages => _messages;

    /// <summary>How often the client was told to drop its audio.</summary>
    public IReadOnlyList<Sent<ResponseId>> Clears => _clears;

    /// <summary>True when the connection has ended.</summary>
    public bool IsClosed => _end is not null;

    /// <summary>Samples (per channel) the client has played, on the clock of <see cref="MediaOutput.Position"/>.</summary>
    public long PlayedSamples
    {
        get
        {
            _playback.Advance(Now);
            return _playback.Played;
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>Turns the microphone on: from now on it sends a packet every 20 ms, silent unless somebody speaks.</summary>
    public void TurnOnMicrophone() => _microphone ??= _time.CreateTimer(_ => SendPacket(), null, Packet, Packet);

    /// <summary>The user speaks from now on, into a microphone that is on.</summary>
    public void Speak(TimeSpan duration)
    {
        TurnOnMicrophone();
        _loudUntil = Now + duration;
    }

    /// <summary>The user types.</summary>
    public void Type(string text) => Send(MediaInput.FromMessage(new InputTextFrame(text)));

    /// <summary>The client sends anything.</summary>
    public void Send(in MediaInput input)
    {
        if (!IsClosed)
        {
            _inputs.Writer.TryWrite(input);
        }
    }

    /// <summary>The client stops reading what it is sent, or goes on.</summary>
    public void Stall(bool stalled)
    {
        var before = _stalled;
        _stalled = stalled ? before ?? new TaskCompletionSource() : null;
        if (!stalled)
        {
            before?.TrySetResult();
        }
    }

    /// <summary>The client is gone, without a word.</summary>
    public void Vanish(string reason = "vanished")
    {
        if (IsClosed)
        {
            return;
        }

        _end = MediaInput.FromClosed(reason);
        _microphone?.Dispose();
        _reports?.Dispose();
        _inputs.Writer.TryComplete();
        _closed.Cancel();
    }

    /// <inheritdoc />
    public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        while (await _inputs.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_inputs.Reader.TryRead(out var input))
            {
                return input;
            }
        }

        return _end!.Value;
    }

    /// <inheritdoc />
    public async ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        if (await CanWriteAsync(cancellationToken).ConfigureAwait(false))
        {
            _audio.Add(new Sent<MediaOutput>(Now, audio));
            _playback.Add(audio, Now);
            if (Info.ReportsPlayout)
            {
                _reports ??= _time.CreateTimer(_ => Report(), null, ReportInterval, ReportInterval);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken)
    {
        if (await CanWriteAsync(cancellationToken).ConfigureAwait(false))
        {
            _messages.Add(new Sent<Frame>(Now, message));
            State = message is SessionStateFrame state ? state.State : State;
        }
    }

    /// <inheritdoc />
    public async ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        if (await CanWriteAsync(cancellationToken).ConfigureAwait(false))
        {
            _clears.Add(new Sent<ResponseId>(Now, through));
            if (Info.CanClear)
            {
                _playback.Clear(Now);
                Report();
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Vanish("disposed");
        return default;
    }

    private async ValueTask<bool> CanWriteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_stalled is { } stalled && !IsClosed)
        {
            using var limit = new CancellationTokenSource(WriteLimit, _time);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(
                limit.Token,
                _closed.Token,
                cancellationToken
            );
            try
            {
                await stalled.Task.WaitAsync(any.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Vanish("slow client");
            }
        }

        return !IsClosed;
    }

    private void SendPacket() => Send(MediaInput.FromAudio(Now <= _loudUntil ? _speech : _silence));

    private void Report()
    {
        Send(MediaInput.FromPlayed(PlayedSamples));
        if (_playback.IsEmpty)
        {
            _reports?.Dispose();
            _reports = null;
        }
    }
}
