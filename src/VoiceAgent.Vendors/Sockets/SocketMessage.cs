using System.Text;
using System.Text.Json.Nodes;

namespace VoiceAgent.Vendors.Sockets;

/// <summary>One message of a WebSocket.</summary>
/// <param name="Data">Its bytes; immutable.</param>
/// <param name="IsText">True for text, false for binary.</param>
public readonly record struct SocketMessage(ReadOnlyMemory<byte> Data, bool IsText)
{
    /// <summary>A text message of JSON with these fields, in order.</summary>
    public static SocketMessage Json(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var json = new JsonObject();
        foreach (var (name, value) in fields)
        {
            json[name] = value;
        }

        return Json(json);
    }

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

    /// <summary>The address of a socket beside a vendor's HTTP address.</summary>
    /// <param name="http">Address with <c>http</c> or <c>https</c>; a slash at its end is no matter.</param>
    /// <param name="path">Path from there, escaped where it needs to be.</param>
    /// <param name="query">What is asked for; escaped here. A value of null is left out.</param>
    public static SocketAddress Beside(
        string http,
        string path,
        params ReadOnlySpan<(string Name, string? Value)> query
    )
    {
        ArgumentNullException.ThrowIfNull(http);
        var uri = new UriBuilder(new Uri(new Uri(http.TrimEnd('/') + '/'), path));
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                uri.Query += $"{(uri.Query.Length > 1 ? "&" : "")}{name}={Uri.EscapeDataString(value)}";
            }
        }

        (uri.Scheme, uri.Port) = (uri.Scheme == Uri.UriSchemeHttp ? "ws" : "wss", uri.Uri.Port);
        return new(uri.Uri);
    }

    /// <summary>The same with one more header.</summary>
    public SocketAddress WithHeader(string name, string value) =>
        this with
        {
            Headers = [.. Headers, new(name, value)],
        };

    /// <summary>Prints neither the query nor the headers: keys may be in both.</summary>
    public override string ToString() => Uri.GetLeftPart(UriPartial.Path);
}
