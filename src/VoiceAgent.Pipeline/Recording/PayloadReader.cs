using System.Buffers.Binary;
using System.Text;
using VoiceAgent.Errors;

namespace VoiceAgent.Recording;

/// <summary>Reads what <see cref="PayloadWriter"/> wrote. Whatever the bytes are, it reads or says that they are no recording.</summary>
internal sealed class PayloadReader(ReadOnlyMemory<byte> payload)
{
    private int _position;

    public bool IsAtEnd => _position == payload.Length;

    private int Left => payload.Length - _position;

    public byte Byte() => Left > 0 ? payload.Span[_position++] : throw Broken();

    public bool Flag() => Byte() != 0;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw Broken();
    }

    /// <summary>A number that counts or numbers something.</summary>
    public int Count() => Number() is >= 0 and <= int.MaxValue and var value ? (int)value : throw Broken();

    public TimeSpan Time() => new(Number());

    public float Float()
    {
        var value = BinaryPrimitives.ReadSingleLittleEndian(Take(4).Span);
        return value;
    }

    public ReadOnlyMemory<byte> Bytes() => Take(Count());

    /// <summary>Audio, or silence as long as the audio that was left out.</summary>
    public ReadOnlyMemory<byte> Audio()
    {
        var length = Number();
        return length switch
        {
            >= 0 and <= int.MaxValue => Take((int)length),
            < 0 and >= -RecordingFormat.MaxRecordBytes => LeftOutAudio.Of((int)-length),
            _ => throw Broken(),
        };
    }

    public string? TextOrNull()
    {
        var length = Number();
        return length switch
        {
            -1 => null,
            >= 0 and <= int.MaxValue => Encoding.UTF8.GetString(Take((int)length).Span),
            _ => throw Broken(),
        };
    }

    public string Text() => TextOrNull() ?? throw Broken();

    public static VoiceAgentException Broken() =>
        new(
            ErrorCodes.InvalidRecording,
            "The recording holds something that makes no sense; it was not written by a recorder."
        );

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length > Left)
        {
            throw Broken();
        }

        _position += length;
        return payload.Slice(_position - length, length);
    }
}
