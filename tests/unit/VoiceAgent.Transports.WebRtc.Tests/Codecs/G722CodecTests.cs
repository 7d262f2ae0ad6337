using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VoiceAgent.Transports.WebRtc.Codecs.G722;

namespace VoiceAgent.Transports.WebRtc.Codecs;

public sealed class G722CodecTests
{
    private const int Rate = 16_000;
    private const int Frame = 320;

    [Fact]
    public void The_encoder_agrees_with_another_implementation_bit_by_bit()
    {
        // SHA-256 of what libavcodec 59 makes of the same samples.
        Assert.Equal(
            "bd827a5c04c2b37af5f3451b5b1eaae25292e3274dc3a738454aa7b9048413a2",
            Convert.ToHexStringLower(SHA256.HashData(Encode(Mixture(Rate))))
        );
    }

    [Fact]
    public void The_decoder_agrees_with_another_implementation_bit_by_bit()
    {
        Assert.Equal(
            "73b84ca75e497858b16fa34b2bfe5a6556b159f6386b4745c00d90f6dff602e8",
            HashOf(Decode(Encode(Mixture(Rate))))
        );
    }

    [Fact]
    public void Any_bytes_are_decoded_as_another_implementation_decodes_them()
    {
        byte[] bytes = [.. Enumerable.Range(0, 8000).Select(i => (byte)(((i * i * 7) + (i * 13) + 5) ^ (i >> 3)))];
        Assert.Equal("14ed122fdec445e468755e7b3e77d335468b791fd8a1e548885c7044d4d54cf0", HashOf(Decode(bytes)));
    }

    [Fact]
    public void A_tone_above_the_telephones_band_survives()
    {
        var decoded = Decode(Encode(Tones.Sine(Rate, 5000, Rate)));
        Assert.True(Tones.Share(decoded.AsSpan(Rate / 2), Rate, 5000) > 0.95);
    }

    [Fact]
    public void One_tick_of_its_clock_is_two_samples()
    {
        using var codec = new G722Codec();
        var payload = new byte[Frame / 2];
        Assert.Equal(160, codec.Encode(new short[Frame], payload));
        Assert.Equal(160, codec.Duration(payload));
        Assert.Equal(Frame, codec.Decode(payload, new short[Frame]));
        Assert.Throws<ArgumentException>(() => codec.Encode(new short[Frame], new byte[100]));
        Assert.Throws<ArgumentException>(() => codec.Decode(payload, new short[100]));
    }

    private static byte[] Encode(short[] samples)
    {
        using var codec = new G722Codec();
        var bytes = new byte[samples.Length / 2];
        for (var start = 0; start < samples.Length; start += Frame)
        {
            codec.Encode(samples.AsSpan(start, Frame), bytes.AsSpan(start / 2));
        }

        return bytes;
    }

    private static short[] Decode(byte[] bytes)
    {
        using var codec = new G722Codec();
        var samples = new short[bytes.Length * 2];
        Assert.Equal(samples.Length, codec.Decode(bytes, samples));
        return samples;
    }

    private static string HashOf(short[] samples) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(samples.AsSpan())));

    /// <summary>Noise, a ramp, bursts, and a quarter of it at full scale.</summary>
    private static short[] Mixture(int length)
    {
        var samples = new short[length];
        long state = 12345;
        for (var i = 0; i < length; i++)
        {
            state = ((state * 1_103_515_245) + 12345) & 0x7fff_ffff;
            var burst = i / 400 % 5 == 2 && i / 20 % 2 != 0 ? 20_000 : 0;
            var value = ((state >> 8) % 4001) - 2000 + (i * 37 % 8000) - 4000 + burst;
            value = i / 1600 % 4 == 3 ? ((state >> 8) % 65536) - 32768 : value;
            samples[i] = (short)Math.Clamp(value, short.MinValue, short.MaxValue);
        }

        return samples;
    }
}
