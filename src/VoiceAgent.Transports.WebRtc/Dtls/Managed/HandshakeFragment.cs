namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>A piece of a handshake message as it came.</summary>
internal readonly ref struct HandshakeFragment
{
    /// <summary>No honest message of ours or a browser's is longer.</summary>
    public const int MaxMessageBytes = 16 * 1024;

    public HandshakeType Type { get; private init; }

    public int MessageLength { get; private init; }

    public ushort Sequence { get; private init; }

    public int Offset { get; private init; }

    public ReadOnlySpan<byte> Bytes { get; private init; }

    /// <summary>Reads one fragment; a record may carry several. False when lengths do not fit each other.</summary>
    public static bool TryRead(ref TlsReader reader, out HandshakeFragment fragment)
    {
        var type = (HandshakeType)reader.Byte();
        var length = reader.Triple();
        var sequence = reader.Short();
        var offset = reader.Triple();
        var count = reader.Triple();
        var bytes = reader.Bytes(count);
        fragment = new HandshakeFragment
        {
            Type = type,
            MessageLength = length,
            Sequence = sequence,
            Offset = offset,
            Bytes = bytes,
        };

        // A fragment of nothing is allowed only as a message of nothing: it would never complete anything.
        return reader.IsSound && length <= MaxMessageBytes && offset + count <= length && (count > 0 || length == 0);
    }
}
