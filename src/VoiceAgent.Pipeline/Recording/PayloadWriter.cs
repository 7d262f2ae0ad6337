using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VoiceAgent.Recording;

/// <summary>Writes the fields of a record: numbers as varints, texts and bytes behind their length.</summary>
internal sealed class PayloadWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Clear() => _buffer.ResetWrittenCount();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A number of either sign, small ones in few bytes.</summary>
    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Time(TimeSpan value) => Number(value.Ticks);

    public void Float(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _buffer.Write(value);
    }

    /// <summary>Audio, or in its place how long it was: as a negative number, since bytes have none.</summary>
    public void Audio(ReadOnlySpan<byte> value, bool isKept)
    {
        if (isKept || value.IsEmpty)
        {
            Bytes(value);
            return;
        }

        Number(-value.Length);
    }

    /// <summary>A text, or null.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Number(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(Math.Max(1, length)));
        _buffer.Advance(length);
    }
}
