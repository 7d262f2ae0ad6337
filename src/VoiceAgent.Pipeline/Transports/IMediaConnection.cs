using VoiceAgent.Audio;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports;

/// <summary>
/// One client, whatever the transport. Pacing, playback position, "bot speaking" and interruption are written once above it;
/// a connection only moves bytes.
/// </summary>
/// <remarks>
/// One reader (<see cref="ReadAsync"/>) and one writer (all <c>Write</c> methods and <see cref="ClearAsync"/>, one call at
/// a time) run side by side. Writes are bounded: when the client is too slow they wait a little, then the connection ends
/// itself and <see cref="ReadAsync"/> reports <see cref="MediaInputKind.Closed"/>. Disposal closes the connection and is idempotent.
/// </remarks>
public interface IMediaConnection : IAsyncDisposable
{
    /// <summary>What was agreed with the client; constant once the connection is handed over.</summary>
    MediaConnectionInfo Info { get; }

    /// <summary>
    /// The next thing from the client. After <see cref="MediaInputKind.Closed"/> it returns the same for ever; it never
    /// throws for what a client does wrong.
    /// </summary>
    ValueTask<MediaInput> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sends audio for playback right behind what was sent before.</summary>
    ValueTask WriteAudioAsync(MediaOutput audio, CancellationToken cancellationToken);

    /// <summary>Sends a message about the conversation (transcript, state, error). Types the client has no use for are dropped.</summary>
    ValueTask WriteMessageAsync(Frame message, CancellationToken cancellationToken);

    /// <summary>Tells the client to drop at once all audio it has not played, up to and including the response.</summary>
    ValueTask ClearAsync(ResponseId through, CancellationToken cancellationToken);

    /// <summary>
    /// The same, because the bot pauses: audio of these responses may follow, what was dropped among it, at new positions. Only called
    /// when <see cref="MediaConnectionInfo.CanClear"/>. A connection that keeps nothing of what was cleared has nothing to add.
    /// </summary>
    ValueTask PauseAsync(ResponseId through, CancellationToken cancellationToken) =>
        ClearAsync(through, cancellationToken);
}

/// <summary>What a connection and its client can do.</summary>
public sealed record MediaConnectionInfo
{
    /// <summary>Name of the transport for logs and metrics, such as <c>websocket</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>Opaque name of the connection, for logs.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>Format of the audio that comes in.</summary>
    public AudioFormat Input { get; init; } = AudioFormat.Input16Khz;

    /// <summary>Format of the audio that goes out.</summary>
    public AudioFormat Output { get; init; } = AudioFormat.Output24Khz;

    /// <summary>True when the client drops its buffer on <see cref="IMediaConnection.ClearAsync"/>.</summary>
    public bool CanClear { get; init; }

    /// <summary>True when the client reports how many samples it has played.</summary>
    public bool ReportsPlayout { get; init; }

    /// <summary>True when the client may come back on another connection when this one breaks, see <see cref="ResumableConnection"/>.</summary>
    public bool CanResume { get; init; }

    /// <summary>
    /// How far ahead of playback audio is sent. Small when the client cannot be told to clear; larger where it can, which
    /// rides out network jitter.
    /// </summary>
    public TimeSpan Lead { get; init; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>Audio on its way out.</summary>
/// <param name="ResponseId">The response it belongs to.</param>
/// <param name="Pcm">16-bit PCM in the connection's output format; immutable, may be kept until it is sent.</param>
/// <param name="Position">Samples (per channel) sent on this connection before this piece: its place on the playback clock.</param>
public readonly record struct MediaOutput(ResponseId ResponseId, ReadOnlyMemory<byte> Pcm, long Position);

/// <summary>What a client sent.</summary>
public enum MediaInputKind
{
    /// <summary>The connection ended; <see cref="MediaInput.Reason"/> says why.</summary>
    Closed,

    /// <summary>Microphone audio.</summary>
    Audio,

    /// <summary>Typed text or another message, as a frame to push downstream.</summary>
    Message,

    /// <summary>How many samples the client has played, counted as <see cref="MediaOutput.Position"/> counts.</summary>
    Played,
}

/// <summary>One thing a client sent.</summary>
/// <param name="Kind">What it is; says which of the other members is set.</param>
public readonly record struct MediaInput(MediaInputKind Kind)
{
    /// <summary>PCM in the connection's input format; immutable, may be kept.</summary>
    public ReadOnlyMemory<byte> Audio { get; init; }

    /// <summary>The message.</summary>
    public Frame? Message { get; init; }

    /// <summary>Samples played so far, of all that was sent on this connection.</summary>
    public long PlayedSamples { get; init; }

    /// <summary>Why the connection ended, for logs.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the connection broke, or was given up, without the client or the session meaning to end.</summary>
    public bool IsLost { get; init; }

    /// <summary>With a playout report: the last numbered message the client has, see <see cref="NumberedFrame"/>; 0 when it does not say.</summary>
    public long SeenSequence { get; init; }

    /// <summary>Microphone audio.</summary>
    public static MediaInput FromAudio(ReadOnlyMemory<byte> pcm) => new(MediaInputKind.Audio) { Audio = pcm };

    /// <summary>A message.</summary>
    public static MediaInput FromMessage(Frame message) => new(MediaInputKind.Message) { Message = message };

    /// <summary>A playout report.</summary>
    public static MediaInput FromPlayed(long samples) => new(MediaInputKind.Played) { PlayedSamples = samples };

    /// <summary>The end.</summary>
    public static MediaInput FromClosed(string reason) => new(MediaInputKind.Closed) { Reason = reason };

    /// <summary>The end that nobody meant.</summary>
    public static MediaInput FromLost(string reason) => FromClosed(reason) with { IsLost = true };
}
