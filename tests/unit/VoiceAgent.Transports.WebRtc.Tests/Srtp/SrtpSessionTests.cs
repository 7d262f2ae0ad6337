using VoiceAgent.Tests.Common;

namespace VoiceAgent.Transports.WebRtc.Srtp;

public sealed class SrtpSessionTests
{
    private const int Length = 12 + SrtpPair.PayloadLength;

    public static TheoryData<int> Profiles => [(int)SrtpProfile.AeadAes128Gcm, (int)SrtpProfile.Aes128CmSha1_80];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void What_one_side_protects_the_other_side_reads(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        foreach (var (from, to) in new[] { (pair.Client, pair.Server), (pair.Server, pair.Client) })
        {
            var packet = SrtpPair.Rtp(5);
            var length = from.Protect(packet, Length);
            Assert.InRange(length, Length + 1, Length + SrtpSession.MaxOverhead);
            Assert.NotEqual(SrtpPair.Rtp(5)[..Length], packet[..Length]);
            Assert.Equal(Length, to.Unprotect(packet, length));
            Assert.Equal(SrtpPair.Rtp(5)[..Length], packet[..Length]);

            var report = SrtpPair.Rtcp();
            length = from.ProtectRtcp(report, 8);
            Assert.InRange(length, 9, 8 + SrtpSession.MaxOverhead);
            Assert.Equal(8, to.UnprotectRtcp(report, length));
            Assert.Equal(SrtpPair.Rtcp()[..8], report[..8]);
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_that_was_replayed_is_dropped(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        var packet = pair.Sent(100);

        Assert.True(pair.Takes(packet));
        Assert.False(pair.Takes(packet));
        Assert.Equal((1, 0), (pair.Server.Replayed, pair.Server.Rejected));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_report_that_was_replayed_is_dropped(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        var report = SrtpPair.Rtcp();
        var length = pair.Client.ProtectRtcp(report, 8);

        Assert.Equal(8, pair.Server.UnprotectRtcp([.. report], length));
        Assert.Equal(0, pair.Server.UnprotectRtcp([.. report], length));
        Assert.Equal(1, pair.Server.Replayed);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Late_packets_are_taken_once_within_the_window_and_never_behind_it(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        var packets = Enumerable.Range(0, 300).Select(sequence => pair.Sent(sequence)).ToArray();

        Assert.True(pair.Takes(packets[299]));
        Assert.True(pair.Takes(packets[299 - (ReplayWindow.Length - 1)]));
        Assert.False(pair.Takes(packets[299 - (ReplayWindow.Length - 1)]));
        Assert.False(pair.Takes(packets[299 - ReplayWindow.Length]));
        Assert.False(pair.Takes(packets[0]));
        Assert.True(pair.Takes(packets[298]));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Sequence_numbers_wrap_with_loss_and_reordering_around_it(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        var random = new Random(3);
        var packets = Enumerable.Range(30_000, 140_000).Select(sequence => (sequence, key: sequence + random.Next(60)));
        var lost = 0;
        var taken = 0;
        var sent = new PriorityQueue<byte[], int>();
        foreach (var (sequence, key) in packets)
        {
            // The sender sends in order; what arrives is up to 60 packets late, and every tenth does not.
            var packet = pair.Sent(sequence);
            if (random.Next(10) == 0)
            {
                lost++;
            }
            else
            {
                sent.Enqueue(packet, key);
            }

            while (sent.TryPeek(out var next, out var due) && due <= sequence)
            {
                sent.Dequeue();
                taken += pair.Takes(next) ? 1 : 0;
            }
        }

        while (sent.TryDequeue(out var next, out _))
        {
            taken += pair.Takes(next) ? 1 : 0;
        }

        Assert.Equal(140_000 - lost, taken);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_that_was_changed_anywhere_is_dropped_and_does_no_harm(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        Assert.True(pair.Takes(pair.Sent(1)));
        var packet = pair.Sent(2);
        for (var position = 0; position < packet.Length; position++)
        {
            byte[] changed = [.. packet];
            changed[position] ^= 0x10;
            Assert.False(pair.Takes(changed));
        }

        Assert.True(pair.Takes(packet));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_report_that_was_changed_anywhere_is_dropped(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        var report = SrtpPair.Rtcp();
        var length = pair.Client.ProtectRtcp(report, 8);
        for (var position = 0; position < length; position++)
        {
            byte[] changed = [.. report];
            changed[position] ^= 0x80;
            Assert.Equal(0, pair.Server.UnprotectRtcp(changed, length));
        }

        Assert.Equal(length, pair.Server.Rejected);
        Assert.Equal(8, pair.Server.UnprotectRtcp(report, length));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_sequence_number_is_never_protected_twice(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        Assert.NotEmpty(pair.Sent(9));
        Assert.Empty(pair.Sent(9));
        Assert.NotEmpty(pair.Sent(10));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Streams_are_counted_apart_and_there_are_not_many(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        for (var ssrc = 1u; ssrc <= SrtpStreams.MaxStreams; ssrc++)
        {
            Assert.True(pair.Takes(pair.Sent(7, ssrc)));
            Assert.False(pair.Takes(SrtpPair.Rtp(7, ssrc)));
        }

        Assert.Empty(pair.Sent(7, SrtpStreams.MaxStreams + 1));
        Assert.True(pair.Takes(pair.Sent(8, 1)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Forged_streams_take_no_room(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        for (var ssrc = 1u; ssrc <= 1000; ssrc++)
        {
            Assert.False(pair.Takes(SrtpPair.Rtp(7, ssrc)));
        }

        Assert.True(pair.Takes(pair.Sent(7)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Bytes_that_are_no_packet_are_dropped(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        var random = new Random(11);
        var genuine = pair.Sent(1);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(0, 120)];
            random.NextBytes(bytes);
            if (round % 2 == 0)
            {
                bytes = [.. genuine];
                bytes[random.Next(bytes.Length)] ^= (byte)(1 + random.Next(255));
                bytes = bytes[..random.Next(bytes.Length + 1)];
            }

            Assert.Equal(0, pair.Server.Unprotect([.. bytes], bytes.Length));
            Assert.Equal(0, pair.Server.UnprotectRtcp([.. bytes], bytes.Length));
        }

        Assert.True(pair.Takes(genuine));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_packet_without_room_for_the_tag_is_refused(int profile)
    {
        using var pair = new SrtpPair((SrtpProfile)profile);
        Assert.Throws<ArgumentException>(() => pair.Client.Protect(SrtpPair.Rtp(1).AsSpan(0, Length), Length));
    }

    [Fact]
    public void Keys_of_another_length_or_profile_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SrtpSession(SrtpProfile.AeadAes128Gcm, new byte[60], true));
        Assert.Throws<ArgumentOutOfRangeException>(() => SrtpSession.KeyingMaterialLength(SrtpProfile.None));
    }

    [Fact]
    public void A_packet_allocates_nothing()
    {
        using var pair = new SrtpPair(SrtpProfile.AeadAes128Gcm);
        var packet = SrtpPair.Rtp(0);
        var report = SrtpPair.Rtcp();
        var sequence = 0;
        var read = 0;
        Assert.Equal(0, Allocations.Of(Exchange));
        Assert.Equal(sequence * (Length + 8), read);

        void Exchange()
        {
            for (var round = 0; round < 100; round++)
            {
                sequence++;
                (packet[2], packet[3]) = ((byte)(sequence >> 8), (byte)sequence);
                read += pair.Server.Unprotect(packet, pair.Client.Protect(packet, Length));
                read += pair.Server.UnprotectRtcp(report, pair.Client.ProtectRtcp(report, 8));
            }
        }
    }
}
