using System.Buffers.Binary;

namespace VoiceAgent.Audio;

/// <summary>
/// Writes 16-bit PCM as a WAV file while it comes in. The file can be read at any moment: the header stands first, says
/// "to the end" until a second is written, and on a seekable stream is brought up to date with every second from then on.
/// </summary>
/// <remarks>
/// A stream that cannot seek keeps the header that says "to the end" (sizes of all ones), which players and
/// <see cref="WavReader"/> understand. Files of 4 GiB and more keep it too. Not thread-safe.
/// </remarks>
public sealed class WavWriter : IDisposable
{
    /// <summary>Bytes before the first sample.</summary>
    public const int HeaderLength = 44;

    private readonly Stream _stream;
    private readonly AudioFormat _format;
    private readonly bool _leaveOpen;
    private readonly long _start;
    private long _noted;
    private bool _disposed;

    /// <summary>Starts a file at the stream's position.</summary>
    /// <param name="stream">Where to write; owned by the writer from here on, unless <paramref name="leaveOpen"/>.</param>
    /// <param name="format">What will be written.</param>
    /// <param name="leaveOpen">True leaves the stream open when the writer is disposed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is not valid.</exception>
    public WavWriter(Stream stream, AudioFormat format, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (_stream, _format, _leaveOpen) = (stream, Checked(format), leaveOpen);
        _start = stream.CanSeek ? stream.Position : 0;
        WriteHeader(long.MaxValue);
    }

    /// <summary>Bytes of audio written.</summary>
    public long Length { get; private set; }

    /// <summary>How long the audio written lasts.</summary>
    public TimeSpan Duration => _format.DurationOf(Length);

    /// <summary>A whole file in memory.</summary>
    /// <param name="format">What <paramref name="pcm"/> is.</param>
    /// <param name="pcm">16-bit little-endian PCM, whole samples.</param>
    public static byte[] ToBytes(AudioFormat format, ReadOnlySpan<byte> pcm)
    {
        RequireWhole(pcm, Checked(format));
        var file = new byte[checked(HeaderLength + pcm.Length)];
        FillHeader(file, format, pcm.Length);
        pcm.CopyTo(file.AsSpan(HeaderLength));
        return file;
    }

    /// <summary>Writes the next audio.</summary>
    /// <param name="pcm">16-bit little-endian PCM, whole samples.</param>
    /// <exception cref="ArgumentException">It ends within a sample; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The file is finished.</exception>
    public void Write(ReadOnlySpan<byte> pcm)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RequireWhole(pcm, _format);
        _stream.Write(pcm);
        Length += pcm.Length;
        if (Length - _noted >= _format.BytesPerSecond)
        {
            UpdateHeader();
        }
    }

    /// <summary>Finishes the file. May be called again.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            UpdateHeader();
        }
        finally
        {
            if (!_leaveOpen)
            {
                _stream.Dispose();
            }
        }
    }

    private static AudioFormat Checked(AudioFormat format) =>
        format.IsValid
            ? format
            : throw new ArgumentOutOfRangeException(nameof(format), format, "The format is not valid.");

    private static void RequireWhole(ReadOnlySpan<byte> pcm, AudioFormat format)
    {
        if (pcm.Length % format.BytesPerSample != 0)
        {
            throw new ArgumentException("The audio ends within a sample.", nameof(pcm));
        }
    }

    private static void FillHeader(Span<byte> header, AudioFormat format, long dataBytes)
    {
        var fits = dataBytes <= uint.MaxValue - HeaderLength;
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(
            header[4..],
            fits ? (uint)dataBytes + HeaderLength - 8 : uint.MaxValue
        );
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], (short)format.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], format.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], format.BytesPerSecond);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], (short)format.BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], fits ? (uint)dataBytes : uint.MaxValue);
    }

    private void UpdateHeader()
    {
        _noted = Length;
        if (_stream.CanSeek)
        {
            var end = _stream.Position;
            _stream.Position = _start;
            WriteHeader(Length);
            _stream.Position = end;
        }

        _stream.Flush();
    }

    private void WriteHeader(long dataBytes)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        FillHeader(header, _format, dataBytes);
        _stream.Write(header);
    }
}
