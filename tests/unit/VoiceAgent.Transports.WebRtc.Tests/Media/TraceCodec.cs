using System.Buffers.Binary;
using VoiceAgent.Transports.WebRtc.Codecs;

namespace VoiceAgent.Transports.WebRtc.Media;

/// <summary>
/// A codec whose samples say where they come from: every sample of a packet is its number. 20 ms at 16 kHz, with the clock of Opus. Each
/// packet repeats the one before, unless told otherwise.
/// </summary>
internal sealed class TraceCodec(bool hasFec = true) : IAudioCodec
{
    public const short MadeUp = -10_000;
    public const int Samples = 320;
    public const int Ticks = 960;

    public RtcCodec Codec { get; } = new("TRACE", 48_000, 96);

    public int EncoderRate => 16_000;

    public int DecoderRate => 16_000;

    public double ExpectedLoss { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>The payload of a packet.</summary>
    public static byte[] Packet(int number)
    {
        var payload = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(payload, (short)number);
        return payload;
    }

    public int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        BinaryPrimitives.WriteInt16BigEndian(payload, samples[0]);
        return 2;
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        samples[..Samples].Fill(BinaryPrimitives.ReadInt16BigEndian(payload));
        return Samples;
    }

    public int Duration(ReadOnlySpan<byte> payload) => payload.Length == 2 ? Ticks : 0;

    public void Conceal(Span<short> samples) => samples.Fill(MadeUp);

    public bool DecodeFec(ReadOnlySpan<byte> next, Span<short> samples)
    {
        if (hasFec)
        {
            samples.Fill((short)(BinaryPrimitives.ReadInt16BigEndian(next) - 1));
        }

        return hasFec;
    }

    public void ExpectLoss(double fraction) => ExpectedLoss = fraction;

    public void Dispose() => IsDisposed = true;
}
