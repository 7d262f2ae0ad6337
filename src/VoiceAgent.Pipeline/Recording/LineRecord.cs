using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VoiceAgent.Frames;
using VoiceAgent.Transports;

namespace VoiceAgent.Recording;

/// <summary>One thing a session did, as a line of text.</summary>
internal abstract record LineRecord(TimeSpan Time) : Record(RecordKind.Line)
{
    public abstract string Text { get; }

    public override void Write(PayloadWriter writer)
    {
        writer.Time(Time);
        writer.Text(Text);
    }

    public sealed override string ToString() =>
        Time.ToString(@"hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture) + " " + Text;
}

/// <summary>A line that was read.</summary>
internal sealed record TextLine(TimeSpan Time, string Line) : LineRecord(Time)
{
    public override string Text => Line;
}

/// <summary>A frame went somewhere. It is put in words where that does not hold up the session.</summary>
internal sealed record FrameLine(TimeSpan Time, string Direction, Frame Frame) : LineRecord(Time)
{
    public override string Text => $"{Direction} {FrameText.Of(Frame, withText: true)}";
}

/// <summary>Audio went to the client. Its checksum is told where the recording holds the audio, since a replay has none otherwise.</summary>
internal sealed record AudioLine(TimeSpan Time, MediaOutput Audio, bool HasAudio) : LineRecord(Time)
{
    public override string Text =>
        HasAudio
            ? string.Create(CultureInfo.InvariantCulture, $"{Extent} crc={Checksum.Of(Audio.Pcm.Span):x8}")
            : Extent;

    private string Extent =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"=> audio response={Audio.ResponseId.Value} position={Audio.Position} bytes={Audio.Pcm.Length}"
        );
}

/// <summary>CRC-32C, as iSCSI uses it (RFC 3720, section 12.1).</summary>
internal static class Checksum
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var last in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return ~crc;
    }
}
