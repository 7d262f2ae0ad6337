using System.Text;
using System.Text.Json.Nodes;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>One message of a WebSocket.</summary>
/// <param name="Data">Its bytes; immutable.</param>
/// <param name="IsText">True for text, false for binary.</param>
public readonly record struct SocketMessage(ReadOnlyMemory<byte> Data, bool IsText)
{
    /// <summary>A text message of JSON.</summary>
    public static SocketMessage Json(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(Encoding.UTF8.GetBytes(json.ToJsonString()), IsText: true);
    }

    /// <summary>A binary message.</summary>
    public static SocketMessage Binary(ReadOnlyMemory<byte> data) => new(data, IsText: false);

    /// <summary>Prints no content.</summary>
    public override string ToString() => $"{(IsText ? "text" : "binary")}, {Data.Length} bytes";
}

/// <summary>Where a socket connects to.</summary>
/// <param name="Uri">Address with the scheme <c>ws</c> or <c>wss</c>.</param>
public sealed record SocketAddress(Uri Uri)
{
    /// <summary>Headers of the handshake; the key is one of them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Prints neither the query nor the headers: keys may be in both.</summary>
    public override string ToString() => Uri.GetLeftPart(UriPartial.Path);
}
