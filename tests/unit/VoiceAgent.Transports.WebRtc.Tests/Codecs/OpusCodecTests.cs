using VoiceAgent.Errors;
using VoiceAgent.Tests.Common;
using VoiceAgent.Transports.WebRtc.Codecs.Opus;

namespace VoiceAgent.Transports.WebRtc.Codecs;

public sealed class OpusCodecTests
{
    private const int In = 480;
    private const int Out = 320;
    private readonly byte[] _payload = new byte[1000];
    private readonly short[] _samples = new short[Out * 6];

    public OpusCodecTests()
    {
        var availability = new OpusProbe().Probe();
        Assert.SkipUnless(availability.IsAvailable, availability.ToString());
    }

    [Fact]
    public void A_tone_at_24_kHz_comes_out_at_16_kHz()
    {
        using var codec = new OpusCodec();
        var decoded = new List<short>();
        for (var frame = 0; frame < 50; frame++)
        {
            var length = codec.Encode(Tones.Sine(24_000, 440, In, frame * In), _payload);
            Assert.InRange(length, 3, 400);
            Assert.Equal(960, codec.Duration(_payload.AsSpan(0, length)));
            Assert.Equal(Out, codec.Decode(_payload.AsSpan(0, length), _samples));
            decoded.AddRange(_samples[..Out]);
        }

        Assert.True(Tones.Share(decoded.ToArray().AsSpan(4000), 16_000, 440) > 0.9);
    }

    [Fact]
    public void What_was_lost_is_restored_from_the_packet_behind_it()
    {
        var (restored, concealed) = (ErrorWithout(useFec: true), ErrorWithout(useFec: false));
        Assert.True(restored < concealed / 2, $"error {restored:0.000} with FEC, {concealed:0.000} without");
    }

    [Fact]
    public void A_peer_that_loses_nothing_is_sent_nothing_twice()
    {
        using var codec = new OpusCodec();
        Assert.InRange(CountFec(codec), 20, 50);
        codec.ExpectLoss(0);
        CountFec(codec);
        Assert.Equal(0, CountFec(codec));
        codec.ExpectLoss(0.1);
        CountFec(codec);
        Assert.InRange(CountFec(codec), 20, 50);
    }

    [Fact]
    public void Silence_is_left_out_but_for_updates()
    {
        using var codec = new OpusCodec(new OpusOptions { UseDtx = true });
        var sent = Enumerable.Range(0, 250).Count(_ => codec.Encode(new short[In], _payload) > 0);
        Assert.InRange(sent, 5, 60);
        Assert.True(codec.Encode(Tones.Voice(24_000, In), _payload) > 0);
    }

    [Fact]
    public void A_loss_that_lasts_grows_quieter()
    {
        using var codec = new OpusCodec();
        for (var frame = 0; frame < 20; frame++)
        {
            var length = codec.Encode(Tones.Voice(24_000, In, frame * In), _payload);
            codec.Decode(_payload.AsSpan(0, length), _samples);
        }

        codec.Conceal(_samples.AsSpan(0, Out));
        var first = Tones.Level(_samples.AsSpan(0, Out));
        for (var frame = 0; frame < 20; frame++)
        {
            codec.Conceal(_samples.AsSpan(0, Out));
        }

        Assert.True(first > -40);
        Assert.True(Tones.Level(_samples.AsSpan(0, Out)) < first - 10);
    }

    [Fact]
    public void Bytes_that_are_no_packet_give_nothing_and_do_no_harm()
    {
        using var codec = new OpusCodec();
        var random = new Random(23);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            Assert.InRange(codec.Decode(bytes, _samples), 0, _samples.Length);
            codec.DecodeFec(bytes, _samples.AsSpan(0, Out));
        }

        Assert.Equal(0, codec.Decode([], _samples));
    }

    [Fact]
    public void Rates_that_Opus_has_not_are_refused() =>
        Assert.Equal(
            ErrorCodes.InvalidConfiguration,
            Assert.Throws<VoiceAgentException>(() => new OpusCodec(new OpusOptions { DecoderRate = 22_050 })).Code
        );

    [Fact]
    public void A_frame_that_makes_no_packet_is_refused()
    {
        using var codec = new OpusCodec();
        Assert.Throws<ArgumentException>(() => codec.Encode(new short[333], _payload));
        Assert.Throws<ArgumentException>(() => codec.Decode(_payload.AsSpan(0, 30), new short[10]));
    }

    [Fact]
    public void A_packet_allocates_nothing()
    {
        using var codec = new OpusCodec();
        var voice = Tones.Voice(24_000, In);
        Assert.Equal(
            0,
            Allocations.Of(() => codec.Decode(_payload.AsSpan(0, codec.Encode(voice, _payload)), _samples))
        );
    }

    private int CountFec(OpusCodec codec)
    {
        var count = 0;
        for (var frame = 0; frame < 50; frame++)
        {
            count += OpusPacket.HasFec(_payload.AsSpan(0, codec.Encode(Tones.Voice(24_000, In, frame * In), _payload)))
                ? 1
                : 0;
        }

        return count;
    }

    /// <summary>Every fifth packet is lost: how far what is put in its place is from what was sent, as decoded without loss.</summary>
    private double ErrorWithout(bool useFec)
    {
        using var encoder = new OpusCodec();
        encoder.ExpectLoss(0.2);
        using var whole = new OpusCodec();
        using var holed = new OpusCodec();
        var (error, energy) = (0.0, 0.0);
        var isLost = false;
        var lostSamples = new short[Out];
        for (var frame = 0; frame < 200; frame++)
        {
            var payload = _payload.AsSpan(0, encoder.Encode(Tones.Voice(24_000, In, frame * In), _payload));
            if (isLost)
            {
                if (!useFec || !holed.DecodeFec(payload, _samples.AsSpan(0, Out)))
                {
                    holed.Conceal(_samples.AsSpan(0, Out));
                }

                for (var n = 0; n < Out; n++)
                {
                    error += Math.Pow(_samples[n] - lostSamples[n], 2);
                    energy += Math.Pow(lostSamples[n], 2);
                }
            }

            whole.Decode(payload, lostSamples);
            isLost = frame % 5 == 4;
            if (!isLost)
            {
                holed.Decode(payload, _samples);
            }
        }

        return error / energy;
    }
}
