using System.Net;
using System.Text;
using VoiceAgent.Tests.Common;
using VoiceAgent.Tests.WebRtc;
using VoiceAgent.Transports.WebRtc.Fixtures;

namespace VoiceAgent.Transports.WebRtc.Ice;

public sealed class StunTests
{
    // RFC 5769 sections 2.1 to 2.3.
    private const string Request =
        "000100582112A442B7E7A701BC34D686FA87DFAE802200105354554E207465737420636C69656E74002400046E0001FF80290008932FF9B151263B36"
        + "000600096576746A3A68367659202020000800149AEAA70CBFD8CB56781EF2B5B2D3F249C1B571A280280004E57A3BCF";

    private const string Response4 =
        "0101003C2112A442B7E7A701BC34D686FA87DFAE8022000B7465737420766563746F7220002000080001A147E112A643"
        + "000800142B91F599FD9E90C38C7489F92AF9BA53F06BE7D780280004C07D4C96";

    private static readonly byte[] Key = Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBt");

    [Fact]
    public void The_request_of_the_standard_is_read_and_found_genuine()
    {
        Assert.True(StunMessage.TryRead(Convert.FromHexString(Request), out var message));

        Assert.Equal(StunType.BindingRequest, message.Type);
        Assert.True(message.TryGet(StunAttribute.Username, out var username));
        Assert.Equal("evtj:h6vY", Encoding.ASCII.GetString(username));
        Assert.True(message.IsIntegrityRight(Key));
        Assert.False(message.IsIntegrityRight("another"u8));
        Assert.Equal(0, message.FindUnknown());
    }

    [Fact]
    public void The_response_of_the_standard_is_written_but_for_its_software_name()
    {
        Assert.True(StunMessage.TryRead(Convert.FromHexString(Response4), out var expected));
        Assert.True(expected.IsIntegrityRight(Key));
        Assert.True(StunMessage.TryRead(Convert.FromHexString(Request), out var request));
        var buffer = new byte[StunBinding.MaxLength];

        var from = RtcAddress.From(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 32853), 0);
        var length = StunBinding.WriteSuccess(buffer, request, from, Key);

        Assert.True(StunMessage.TryRead(buffer.AsSpan(0, length), out var answer));
        Assert.Equal(StunType.BindingSuccess, answer.Type);
        Assert.True(answer.IsIntegrityRight(Key));
        Assert.True(expected.TryGet(StunAttribute.XorMappedAddress, out var expectedAddress));
        Assert.True(answer.TryGet(StunAttribute.XorMappedAddress, out var address));
        Assert.Equal(expectedAddress, address);
        Assert.Equal(expected.TransactionId, answer.TransactionId);
    }

    [Fact]
    public void An_address_of_version_six_is_masked_with_the_transaction_too()
    {
        // RFC 5769 section 2.3.
        Assert.True(StunMessage.TryRead(Convert.FromHexString(Request), out var request));
        var buffer = new byte[StunBinding.MaxLength];
        var from = RtcAddress.From(new IPEndPoint(IPAddress.Parse("2001:db8:1234:5678:11:2233:4455:6677"), 32853), 0);

        var length = StunBinding.WriteSuccess(buffer, request, from, Key);

        Assert.True(StunMessage.TryRead(buffer.AsSpan(0, length), out var answer));
        Assert.True(answer.TryGet(StunAttribute.XorMappedAddress, out var address));
        Assert.Equal("0002A1470113A9FAA5D3F179BC25F4B5BED2B9D9", Convert.ToHexString(address));
    }

    [Fact]
    public void A_check_we_write_can_be_read()
    {
        var (local, remote) = (IceCredentials.Create(), IceCredentials.Create());
        var buffer = new byte[StunBinding.MaxLength];

        var length = StunBinding.WriteRequest(buffer, "transaction1"u8, local, remote, isNominating: true);

        Assert.True(StunMessage.TryRead(buffer.AsSpan(0, length), out var message));
        Assert.True(message.IsIntegrityRight(remote.Key));
        Assert.True(message.TryGet(StunAttribute.UseCandidate, out _));
        Assert.True(message.TryGet(StunAttribute.Username, out var username));
        Assert.Equal($"{remote.Fragment}:{local.Fragment}", Encoding.ASCII.GetString(username));
    }

    [Fact]
    public void A_message_without_integrity_is_never_genuine()
    {
        var buffer = new byte[100];
        var writer = new StunWriter(buffer, StunType.BindingRequest, "transaction1"u8);
        writer.AddFingerprint();

        Assert.True(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out var message));
        Assert.False(message.IsIntegrityRight(Key));
    }

    [Fact]
    public void An_attribute_behind_the_integrity_does_not_count()
    {
        var buffer = new byte[200];
        var writer = new StunWriter(buffer, StunType.BindingRequest, "transaction1"u8);
        writer.AddIntegrity(Key);
        writer.Add(StunAttribute.UseCandidate, []);
        writer.AddFingerprint();

        Assert.True(StunMessage.TryRead(buffer.AsSpan(0, writer.Length), out var message));
        Assert.True(message.IsIntegrityRight(Key));
        Assert.False(message.TryGet(StunAttribute.UseCandidate, out _));
    }

    [Fact]
    public void Every_single_bit_is_protected_by_the_checksum()
    {
        var original = Convert.FromHexString(Request);
        for (var bit = 0; bit < original.Length * 8; bit++)
        {
            var mutated = (byte[])original.Clone();
            mutated[bit / 8] ^= (byte)(1 << (bit % 8));

            var isRead = StunMessage.TryRead(mutated, out var message);

            // Where the bit hid the checksum itself, the integrity still speaks, unless the bit is behind it.
            Assert.True(!isRead || !message.IsIntegrityRight(Key) || bit / 8 >= original.Length - 8, $"bit {bit}");
        }
    }

    [Fact]
    public void Mutated_messages_never_throw()
    {
        var random = new Random(3);
        var seeds = Fixture
            .Datagrams()
            .Where(datagram => datagram[0] < 4)
            .Append(Convert.FromHexString(Request))
            .ToArray();
        var read = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = Mutation.Of(seeds[random.Next(seeds.Length)], random);
            if (StunMessage.TryRead(bytes, out var message))
            {
                read++;
                _ = message.TryGet((StunAttribute)random.Next(0x30), out _);
                _ = message.FindUnknown();
                _ = message.IsIntegrityRight(Key);
            }
        }

        Assert.InRange(read, 1, 99_999);
    }

    [Fact]
    public void Reading_checking_and_answering_allocates_nothing()
    {
        var bytes = Convert.FromHexString(Request);
        var buffer = new byte[StunBinding.MaxLength];

        Assert.Equal(
            0,
            Allocations.Of(() =>
            {
                _ = StunMessage.TryRead(bytes, out var message);
                _ = message.IsIntegrityRight(Key);
                _ = StunBinding.WriteSuccess(buffer, message, default, Key);
            })
        );
    }
}
