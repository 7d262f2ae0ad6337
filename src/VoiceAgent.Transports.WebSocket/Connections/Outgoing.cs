using System.Buffers;
using System.Net.WebSockets;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Connections;

internal enum OutgoingKind
{
    /// <summary>A message already encoded, in a pooled array.</summary>
    Encoded,

    /// <summary>Audio, encoded when its turn comes: until then it may become stale.</summary>
    Audio,

    /// <summary>What announces the audio behind it.</summary>
    Mark,

    /// <summary>The command to drop audio.</summary>
    Clear,

    /// <summary>The close frame: the last thing that is sent.</summary>
    Close,
}

/// <summary>One thing to send.</summary>
internal readonly record struct Outgoing(OutgoingKind Kind)
{
    public MediaOutput Audio { get; init; }

    /// <summary>The pooled array that holds the message, or the audio where that is not the caller's own; null when neither.</summary>
    public byte[]? Rented { get; init; }

    public int Length { get; init; }

    public WireType Type { get; init; }

    public CloseRequest? Close { get; init; }

    public static Outgoing FromAudio(in MediaOutput audio, byte[]? rented = null) =>
        new(OutgoingKind.Audio)
        {
            Audio = audio,
            Length = audio.Pcm.Length,
            Rented = rented,
        };

    /// <summary>True for audio of a response that is cancelled.</summary>
    public bool IsStale(ResponseId cancelledThrough) =>
        Kind == OutgoingKind.Audio && Audio.ResponseId.IsStale(cancelledThrough);

    /// <summary>Gives the pooled array back.</summary>
    public void Release()
    {
        if (Rented is not null)
        {
            ArrayPool<byte>.Shared.Return(Rented);
        }
    }
}

/// <summary>How a connection is closed.</summary>
/// <param name="Status">Close code.</param>
/// <param name="Reason">A short word: an error code, <c>end</c> or <c>shutdown</c>.</param>
internal sealed record CloseRequest(WebSocketCloseStatus Status, string Reason);
