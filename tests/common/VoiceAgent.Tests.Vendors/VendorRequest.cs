using System.Text;
using System.Text.Json;

namespace VoiceAgent.Tests.Vendors;

/// <summary>A recorded request.</summary>
public sealed record VendorRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
