using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Processors;
using VoiceAgent.Transports;

namespace VoiceAgent.Recording;

/// <summary>
/// Records a call as sound: the user left, the bot as the user heard it right. It streams WAV files of limited length, which can be read
/// while they grow and after the program was killed; what was cleared before it was played is not in them. Stands between the session and
/// its client.
/// </summary>
/// <remarks>
/// Thread-safe like the connection it stands before. Memory is bounded, and the disk is written to off the pump, four times a second; when it
/// is slow or full the recording ends and the call goes on.
/// </remarks>
public sealed class StereoRecorder : IMediaConnection, IThreadPoolWorkItem
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(30);

    private readonly IMediaConnection _inner;
    private readonly Func<int, Stream> _open;
    private readonly TimeProvider _time;
    private readonly PipelineExecutor _executor;
    private readonly TimeSpan _segment;
    private readonly long _began;
    private readonly StereoTrack _track;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _closed = new();
    private WavWriter? _file;
    private TimeSpan _written;
    private int _files;
    private int _state;
    private bool _isClosing;

    /// <summary>Begins to record.</summary>
    /// <param name="connection">The client; not disposed.</param>
    /// <param name="open">Opens the file of a segment, by its number from 1; the recorder closes it.</param>
    /// <param name="segment">Length of a file. 1 s to 1 h; 5 min unless given.</param>
    /// <param name="time">The clock.</param>
    /// <param name="executor">Where files are written.</param>
    public StereoRecorder(
        IMediaConnection connection,
        Func<int, Stream> open,
        TimeSpan? segment = null,
        TimeProvider? time = null,
        PipelineExecutor? executor = null
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(open);
        (_inner, _open, _segment) = (connection, open, segment ?? TimeSpan.FromMinutes(5));
        (_time, _executor) = (time ?? TimeProvider.System, executor ?? PipelineExecutor.ThreadPool);
        _began = _time.GetTimestamp();
        _track = new StereoTrack(connection.Info);
        _timer = _time.CreateTimer(static state => ((StereoRecorder)state!).Schedule(), this, Interval, Interval);
    }

    /// <inheritdoc />
    public MediaConnectionInfo Info => _inner.Info;

    /// <summary>Why the recording ended before the call did; null while it has not.</summary>
    public Exception? Failure { get; private set; }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    private bool IsEnded => Failure is not null || Now - _written > Overdue;

    /// <inheritdoc />
    public async ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken)
    {
        var input = await _inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (input.Kind == MediaInputKind.Audio && !IsEnded)
            {
                _track.Hear(input.Audio, Now);
            }
            else if (input.Kind == MediaInputKind.Played)
            {
                _track.Report(input.PlayedSamples, Now);
            }
        }

        return input;
    }

    /// <inheritdoc />
    public ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!IsEnded)
            {
                _track.Send(audio, Now);
            }
        }

        return _inner.WriteAudioAsync(audio, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken) =>
        _inner.WriteMessageAsync(message, cancellationToken);

    /// <inheritdoc />
    public ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _track.Clear(Now);
        }

        return _inner.ClearAsync(through, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask PauseAsync(ResponseId through, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _track.Clear(Now);
        }

        return _inner.PauseAsync(through, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_isClosing)
        {
            _isClosing = true;
            await _timer.DisposeAsync().ConfigureAwait(false);
            Schedule();
        }

        await _closed.Task.ConfigureAwait(false);
    }

    /// <summary>Writes what is final. Called by the executor.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            Volatile.Write(ref _state, 1);
            var isLast = _isClosing;
            Write(isLast);
            if (isLast)
            {
                _closed.TrySetResult();
                return;
            }
        } while (Interlocked.CompareExchange(ref _state, 0, 1) != 1);
    }

    /// <summary>0: at rest, 1: writing, 2: writing and asked to again.</summary>
    private void Schedule()
    {
        if (Interlocked.Exchange(ref _state, 2) == 0)
        {
            _executor.Execute(this);
        }
    }

    private void Write(bool isLast)
    {
        byte[] pcm;
        lock (_lock)
        {
            pcm = IsEnded ? [] : _track.Take(Now, isLast);
            _written = Now;
        }

        try
        {
            if (pcm.Length > 0 && Failure is null)
            {
                _file ??= new WavWriter(_open(++_files), _track.Format);
                _file.Write(pcm);
            }

            if (isLast || _file?.Duration >= _segment)
            {
                _file?.Dispose();
                _file = null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Failure = exception;
        }
    }
}
