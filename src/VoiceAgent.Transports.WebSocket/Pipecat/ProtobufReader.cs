namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>Walks through protobuf fields without allocating. After a method has returned false nothing more is to be read.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxGroupDepth = 32;

    private ReadOnlySpan<byte> _rest = bytes;
    private bool _isBroken;

    /// <summary>True when all was read and nothing was wrong.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty && !_isBroken;

    /// <summary>Reads the next field's number and wire type; false at the end, or when there is no such field.</summary>
    public bool TryReadTag(out int field, out int wireType)
    {
        (field, wireType) = (0, 0);
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (!TryReadVarint(out var tag) || tag is < 8 or > uint.MaxValue)
        {
            _isBroken = true;
            return false;
        }

        (field, wireType) = ((int)(tag >> 3), (int)(tag & 7));
        return true;
    }

    /// <summary>Reads up to ten bytes of seven bits.</summary>
    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < _rest.Length && i < 10; i++)
        {
            var next = _rest[i];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return Break();
    }

    /// <summary>Reads a length and that many bytes.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadVarint(out var length) || length > (ulong)_rest.Length)
        {
            return Break();
        }

        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Reads over a field of this wire type.</summary>
    public bool TrySkip(int wireType)
    {
        if (wireType != 3)
        {
            return TrySkipScalar(wireType);
        }

        // A group holds fields, groups among them, up to its end.
        for (var depth = 1; depth > 0; )
        {
            if (!TryReadTag(out _, out var inner) || (inner == 3 && depth == MaxGroupDepth))
            {
                return Break();
            }

            if (inner is 3 or 4)
            {
                depth += inner == 3 ? 1 : -1;
            }
            else if (!TrySkipScalar(inner))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySkipScalar(int wireType) =>
        wireType switch
        {
            0 => TryReadVarint(out _),
            1 => TrySkipBytes(sizeof(ulong)),
            2 => TryReadBytes(out _),
            5 => TrySkipBytes(sizeof(uint)),
            _ => Break(),
        };

    private bool TrySkipBytes(int count)
    {
        if (_rest.Length < count)
        {
            return Break();
        }

        _rest = _rest[count..];
        return true;
    }

    private bool Break()
    {
        _isBroken = true;
        return false;
    }
}
