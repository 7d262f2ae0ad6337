namespace VoiceAgent.Transports.WebRtc.Codecs;

public sealed class G711CodecTests
{
    public static TheoryData<string> Laws => ["PCMU", "PCMA"];

    [Theory]
    [MemberData(nameof(Laws))]
    public void What_is_decoded_is_encoded_to_the_same_bytes(string law)
    {
        using var codec = Create(law);
        byte[] payload = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var samples = new short[256];
        var again = new byte[256];

        Assert.Equal(256, codec.Decode(payload, samples));
        Assert.Equal(256, codec.Encode(samples, again));

        // Mu-law has two codes for zero; everything else is one to one.
        var differing = Enumerable.Range(0, 256).Where(i => payload[i] != again[i]).ToArray();
        Assert.All(differing, i => Assert.Equal(0, samples[i]));
        Assert.True(differing.Length <= 1);
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void A_tone_survives_with_the_noise_of_eight_bits(string law)
    {
        using var codec = Create(law);
        short[] tone =
        [
            .. Enumerable.Range(0, 1600).Select(n => (short)(8000 * Math.Sin(2 * Math.PI * 440 * n / 8000))),
        ];
        var payload = new byte[tone.Length];
        var decoded = new short[tone.Length];

        codec.Encode(tone, payload);
        codec.Decode(payload, decoded);

        var signal = tone.Sum(sample => (double)sample * sample);
        var noise = tone.Zip(decoded, (a, b) => (double)(a - b) * (a - b)).Sum();
        Assert.True(10 * Math.Log10(signal / noise) > 35);
    }

    [Fact]
    public void Room_that_is_too_short_is_refused()
    {
        using var codec = G711Codec.MuLaw();
        Assert.ThrowsAny<ArgumentException>(() => codec.Encode(new short[160], new byte[159]));
        Assert.ThrowsAny<ArgumentException>(() => codec.Decode(new byte[160], new short[159]));
    }

    [Fact]
    public void Static_payload_types_are_those_of_the_profile()
    {
        Assert.Equal((8000, 0), (RtcCodec.Pcmu.ClockRate, RtcCodec.Pcmu.PayloadType));
        Assert.Equal((8000, 8), (RtcCodec.Pcma.ClockRate, RtcCodec.Pcma.PayloadType));
    }

    private static G711Codec Create(string law) => law == "PCMU" ? G711Codec.MuLaw() : G711Codec.ALaw();
}
