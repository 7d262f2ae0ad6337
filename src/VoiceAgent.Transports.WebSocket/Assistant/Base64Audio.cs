using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>Base64 inside JSON, decoded straight from UTF-8 into an array of exactly the size.</summary>
internal static class Base64Audio
{
    /// <summary>Decodes the string the reader stands on; null when it is no string or not base64. The value is read over.</summary>
    public static ReadOnlyMemory<byte>? Decode(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        if (!reader.ValueIsEscaped)
        {
            return Decode(reader.ValueSpan);
        }

        // Some encoders write a slash as \/, which is allowed in JSON.
        var unescaped = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return Decode(unescaped.AsSpan(0, reader.CopyString(unescaped)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(unescaped);
        }
    }

    private static ReadOnlyMemory<byte>? Decode(ReadOnlySpan<byte> text)
    {
        // The exact length leaves no room for the white space that the decoder would skip.
        var length = (text.Length / 4 * 3) - (text.Length - text.TrimEnd((byte)'=').Length);
        if (text.Length % 4 != 0 || length < 0)
        {
            return null;
        }

        var bytes = length == 0 ? [] : GC.AllocateUninitializedArray<byte>(length);
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done || written != length)
        {
            return null;
        }

        return bytes;
    }
}
