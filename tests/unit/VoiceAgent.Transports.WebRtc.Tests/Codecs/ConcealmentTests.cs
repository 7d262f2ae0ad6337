using VoiceAgent.Tests.Common;

namespace VoiceAgent.Transports.WebRtc.Codecs;

public sealed class ConcealmentTests
{
    private const int Frame = 160;

    public static TheoryData<string> Names => ["PCMU", "PCMA", "G722"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lost_packet_of_a_voice_sounds_like_the_one_before_and_without_a_click(string name)
    {
        using var codec = Create(name);
        var samples = Frame * codec.DecoderRate / 8000;
        var payload = new byte[samples];
        var decoded = new short[samples * 6];
        for (var frame = 0; frame < 6; frame++)
        {
            var at = decoded.AsSpan(frame * samples, samples);
            if (frame == 4)
            {
                codec.Conceal(at);
                continue;
            }

            var length = codec.Encode(Tones.Voice(codec.EncoderRate, samples, frame * samples), payload);
            codec.Decode(payload.AsSpan(0, length), at);
        }

        var before = decoded.AsSpan(3 * samples, samples);
        var hidden = decoded.AsSpan(4 * samples, samples);
        Assert.InRange(Tones.Level(hidden) - Tones.Level(before), -6, 3);
        var largest = LargestStep(decoded.AsSpan(samples, 3 * samples));
        Assert.InRange(LargestStep(decoded.AsSpan((4 * samples) - 10, (2 * samples) + 10)), 0, largest * 1.5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_that_lasts_becomes_silence(string name)
    {
        using var codec = Create(name);
        var samples = Frame * codec.DecoderRate / 8000;
        var payload = new byte[samples];
        var decoded = new short[samples];
        var length = codec.Encode(Tones.Voice(codec.EncoderRate, samples), payload);
        codec.Decode(payload.AsSpan(0, length), decoded);
        for (var frame = 0; frame < 5; frame++)
        {
            codec.Conceal(decoded);
        }

        Assert.All(decoded, sample => Assert.Equal(0, sample));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_before_anything_is_silence(string name)
    {
        using var codec = Create(name);
        var decoded = new short[Frame];
        decoded.AsSpan().Fill(99);
        codec.Conceal(decoded);
        Assert.All(decoded, sample => Assert.Equal(0, sample));
        Assert.False(codec.DecodeFec(new byte[Frame], decoded));
    }

    [Fact]
    public void Hiding_a_loss_allocates_nothing()
    {
        using var codec = G711Codec.MuLaw();
        var payload = new byte[Frame];
        var decoded = new short[Frame];
        Assert.Equal(
            0,
            Allocations.Of(() =>
            {
                codec.Decode(payload, decoded);
                codec.Conceal(decoded);
            })
        );
    }

    [Fact]
    public void Codecs_are_found_by_name_without_case()
    {
        Assert.Equal([RtcCodec.G722, RtcCodec.Pcmu, RtcCodec.Pcma], AudioCodecs.Available.TakeLast(3));
        using var codec = AudioCodecs.Create(new RtcCodec("pcmu", 8000, 77), new());
        Assert.Equal(RtcCodec.Pcmu, codec.Codec);
        Assert.Throws<ArgumentException>(() => AudioCodecs.Create(new RtcCodec("speex", 8000, 97), new()));
    }

    private static IAudioCodec Create(string name) => AudioCodecs.Create(new RtcCodec(name, 8000, 0), new());

    private static int LargestStep(ReadOnlySpan<short> samples)
    {
        var largest = 0;
        for (var n = 1; n < samples.Length; n++)
        {
            largest = Math.Max(largest, Math.Abs(samples[n] - samples[n - 1]));
        }

        return largest;
    }
}
