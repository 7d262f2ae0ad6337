using System.Buffers.Binary;
using System.Text;
using VoiceAgent.Errors;

namespace VoiceAgent.Audio;

/// <summary>
/// Reads WAV files, also such as were cut off, streamed without a length or written with wrong sizes: PCM of 8, 16, 24 or
/// 32 bits, floats, mu-law and A-law, RIFF and RF64.
/// </summary>
/// <remarks>
/// A data chunk whose size is 0, all ones or beyond the file's end holds all the rest; a chunk with a wrong size is stepped
/// over by looking for the name of the one wanted; a part of a sample at the end is dropped. The result is at most
/// twice as large as the file. Safe from any thread.
/// </remarks>
public static class WavReader
{
    /// <summary>Largest file read from a stream unless told otherwise: 256 MiB, above an hour and a half at 24 kHz.</summary>
    public const int DefaultMaxBytes = 256 * 1024 * 1024;

    /// <summary>Samples decoded at a time.</summary>
    internal const int BlockSamples = 1024;

    private const int HeaderLength = 12;
    private const int ChunkHeaderLength = 8;

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="mono">True for the mean of all channels; false keeps one or two, and refuses more.</param>
    /// <exception cref="VoiceAgentException"><c>invalid_wav</c>: what is wrong, and what to do.</exception>
    public static WavAudio Read(ReadOnlySpan<byte> file, bool mono = false)
    {
        var riff = file.StartsWith("RIFF"u8) || file.StartsWith("RF64"u8) || file.StartsWith("BW64"u8);
        if (!riff || file.Length < HeaderLength || !file[8..].StartsWith("WAVE"u8))
        {
            throw WavLayout.Invalid("it does not begin with RIFF and WAVE");
        }

        var layout = WavLayout.Parse(file[(Find(file, "fmt "u8) + ChunkHeaderLength)..]);
        var format = mono ? layout.Format with { Channels = 1 } : layout.Format;
        if (!format.IsValid)
        {
            throw WavLayout.Invalid($"it has {format.Channels} channels; read it as mono");
        }

        var data = Data(file);
        var frames = data.Length / layout.BytesPerFrame;
        if ((long)frames * format.BytesPerSample > Array.MaxLength)
        {
            throw WavLayout.Invalid("it is too long; split it");
        }

        return new WavAudio(format, Convert(data, frames, layout, format));
    }

    /// <summary>Reads a file to the stream's end; the stream stays open.</summary>
    /// <param name="stream">Stands at the file's beginning; need not be seekable.</param>
    /// <param name="mono">True for the mean of all channels; false keeps one or two, and refuses more.</param>
    /// <param name="maxBytes">Longest file accepted.</param>
    /// <exception cref="VoiceAgentException"><c>invalid_wav</c>: what is wrong, and what to do.</exception>
    public static WavAudio Read(Stream stream, bool mono = false, int maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var file = new MemoryStream();
        Span<byte> piece = stackalloc byte[8192];
        for (var read = stream.Read(piece); read > 0; read = stream.Read(piece))
        {
            if (file.Length + read > maxBytes)
            {
                throw WavLayout.Invalid($"it is longer than {maxBytes} bytes; split it or raise the limit");
            }

            file.Write(piece[..read]);
        }

        return Read(file.GetBuffer().AsSpan(0, (int)file.Length), mono);
    }

    private static byte[] Convert(ReadOnlySpan<byte> data, int frames, WavLayout layout, AudioFormat format)
    {
        var pcm = new byte[frames * format.BytesPerSample];
        var channels = layout.Format.Channels;
        var framesPerBlock = BlockSamples / channels;
        Span<float> floats = stackalloc float[BlockSamples];
        Span<short> samples = stackalloc short[BlockSamples];
        for (var done = 0; done < frames; done += framesPerBlock)
        {
            var count = Math.Min(framesPerBlock, frames - done);
            var block = floats[..(count * channels)];
            layout.Decode(data.Slice(done * layout.BytesPerFrame, count * layout.BytesPerFrame), block);
            if (format.Channels != channels)
            {
                block = Mix(block, channels);
            }

            Pcm16.FromFloat(block, samples);
            Pcm16.AsBytes(samples[..block.Length]).CopyTo(pcm.AsSpan(done * format.BytesPerSample));
        }

        return pcm;
    }

    /// <summary>Mean of the channels, in place.</summary>
    private static Span<float> Mix(Span<float> frames, int channels)
    {
        var mono = frames[..(frames.Length / channels)];
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0f;
            foreach (var sample in frames.Slice(i * channels, channels))
            {
                sum += sample;
            }

            mono[i] = sum / channels;
        }

        return mono;
    }

    private static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> file)
    {
        var at = Find(file, "data"u8);
        var rest = file[(at + ChunkHeaderLength)..];
        ulong size = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
        if (size == uint.MaxValue)
        {
            size = LongSize(file);
        }

        var unknown = size == 0 ? !IsChunks(rest) : size > (ulong)rest.Length;
        return unknown ? rest : rest[..(int)size];
    }

    /// <summary>Length of the data as the ds64 chunk of EBU Tech 3306 gives it; out of reach when there is none.</summary>
    private static ulong LongSize(ReadOnlySpan<byte> file)
    {
        var chunk = file[HeaderLength..];
        return chunk.Length >= 24 && chunk.StartsWith("ds64"u8)
            ? BinaryPrimitives.ReadUInt64LittleEndian(chunk[16..])
            : ulong.MaxValue;
    }

    /// <summary>Where a chunk begins, found by stepping from chunk to chunk, or by its name when a size leads astray.</summary>
    private static int Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        for (var at = HeaderLength; at >= 0 && at + ChunkHeaderLength <= file.Length; at = Next(file, at))
        {
            if (file[at..].StartsWith(name))
            {
                return at;
            }
        }

        var found = HeaderLength + file[HeaderLength..].IndexOf(name);
        return found >= HeaderLength && found + ChunkHeaderLength <= file.Length
            ? found
            : throw WavLayout.Invalid($"it has no {Encoding.ASCII.GetString(name).Trim()} chunk");
    }

    /// <summary>True when whole chunks follow and nothing else.</summary>
    private static bool IsChunks(ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= ChunkHeaderLength)
        {
            var next = Next(rest, 0);
            if (next < 0)
            {
                var size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
                return IsName(rest) && rest.Length - ChunkHeaderLength - size is 0 or 1;
            }

            rest = rest[next..];
        }

        return rest.IsEmpty;
    }

    /// <summary>Where the next chunk begins, or -1 when what is there is none.</summary>
    private static int Next(ReadOnlySpan<byte> file, int at)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
        var next = at + ChunkHeaderLength + (long)size;
        if (next >= file.Length)
        {
            return -1;
        }

        // A chunk of odd size is followed by a zero, which some writers leave out.
        if (size % 2 == 1 && !IsName(file[(int)next..]))
        {
            next++;
        }

        return IsName(file[(int)next..]) ? (int)next : -1;
    }

    private static bool IsName(ReadOnlySpan<byte> chunk) =>
        chunk.Length >= 4 && !chunk[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~');
}
