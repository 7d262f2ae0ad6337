using System.Buffers.Binary;
using VoiceAgent.Errors;

namespace VoiceAgent.Recording;

/// <summary>Reads the records of a file, up to the first that is not whole.</summary>
internal static class RecordingFile
{
    /// <returns>The version, the records, and false when the file goes on behind them with something torn.</returns>
    public static (byte Version, List<Record> Records, bool IsWhole) Read(ReadOnlyMemory<byte> file)
    {
        var magic = RecordingFormat.Magic;
        const int VersionAt = 5;
        if (file.Length < magic.Length || !file.Span.StartsWith(magic[..VersionAt]))
        {
            throw new VoiceAgentException(ErrorCodes.InvalidRecording, "The file is no recording of a session.");
        }

        var version = file.Span[VersionAt];
        if (version > RecordingFormat.Version)
        {
            throw new VoiceAgentException(
                ErrorCodes.NewerRecording,
                $"The recording has version {version}; this program reads versions up to {RecordingFormat.Version}. Use a newer one."
            );
        }

        List<Record> records = [];
        var rest = file[magic.Length..];
        while (TryTake(ref rest, out var payload))
        {
            var reader = new PayloadReader(payload);
            if (Record.Read((RecordKind)reader.Byte(), reader) is { } record)
            {
                records.Add(record);
            }
        }

        return (version, records, rest.IsEmpty);
    }

    private static bool TryTake(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (rest.Length <= RecordingFormat.FrameBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        if (length is <= 0 or > RecordingFormat.MaxRecordBytes || length > rest.Length - RecordingFormat.FrameBytes)
        {
            return false;
        }

        payload = rest.Slice(RecordingFormat.FrameBytes, length);
        if (Checksum.Of(payload.Span) != BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[4..]))
        {
            return false;
        }

        rest = rest[(RecordingFormat.FrameBytes + length)..];
        return true;
    }
}
