using System.Runtime.CompilerServices;
using VoiceAgent.Audio;
using VoiceAgent.Errors;

namespace VoiceAgent.Vendors.Http;

/// <summary>
/// Reads PCM that comes over HTTP as it is made: whole samples, in pieces as they arrive. A WAV head is taken off; audio in another format
/// and what is no audio at all is refused instead of being played as noise.
/// </summary>
public static class PcmStream
{
    private const int PieceBytes = 8_192;
    private const int WavHead = 44;

    /// <summary>Reads an answer to its end.</summary>
    /// <param name="vendor">Who answers.</param>
    /// <param name="stream">The body; not disposed.</param>
    /// <param name="mediaType">Its <c>Content-Type</c>, if there is one.</param>
    /// <param name="format">Mono format that was asked for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Pieces of whole samples, immutable.</returns>
    /// <exception cref="VoiceAgentException">It is no such audio, or it breaks off.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Vendor vendor,
        Stream stream,
        string? mediaType,
        AudioFormat format,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (mediaType is not null && IsText(mediaType))
        {
            throw VendorFailure.Garbage(vendor, "text instead of audio");
        }

        var carry = new byte[PieceBytes];
        var kept = 0;
        var total = 0L;
        while (true)
        {
            int read;
            try
            {
                // The first piece is long enough to know a WAV file by its head.
                var least = total == 0 ? WavHead : 1;
                read = await stream
                    .ReadAtLeastAsync(carry.AsMemory(kept), least, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                throw VendorFailure.BrokeOff(vendor, exception);
            }

            if (read == 0)
            {
                break;
            }

            var skip = total == 0 ? SkipHead(vendor, carry.AsSpan(0, read), format) : 0;
            total += read;
            var length = kept + read - skip;
            var whole = length - (length % format.BytesPerSample);
            if (whole > 0)
            {
                yield return carry.AsMemory(skip, whole).ToArray();
            }

            kept = length - whole;
            carry.AsSpan(skip + whole, kept).CopyTo(carry);
        }

        if (total == 0)
        {
            throw VendorFailure.Garbage(vendor, "no audio");
        }
    }

    private static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || mediaType.Contains("json", StringComparison.OrdinalIgnoreCase)
        || mediaType.Contains("xml", StringComparison.OrdinalIgnoreCase);

    private static int SkipHead(Vendor vendor, ReadOnlySpan<byte> start, AudioFormat format)
    {
        if (
            start.StartsWith("ID3"u8)
            || start.StartsWith("OggS"u8)
            || start.StartsWith("fLaC"u8)
            || start.StartsWith("<!DO"u8)
            || start.StartsWith("<htm"u8)
        )
        {
            throw VendorFailure.Garbage(vendor, "something else than PCM");
        }

        if (start.Length < WavHead || !start.StartsWith("RIFF"u8))
        {
            return 0;
        }

        var (channels, rate, bits) = (
            BitConverter.ToInt16(start[22..]),
            BitConverter.ToInt32(start[24..]),
            BitConverter.ToInt16(start[34..])
        );
        return channels == format.Channels && rate == format.SampleRate && bits == 16
            ? WavHead
            : throw VendorFailure.Garbage(vendor, $"audio in another format than {format}");
    }
}
