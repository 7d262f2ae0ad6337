using System.Net;

namespace VoiceAgent.Transports.WebRtc.Ice;

public sealed class RtcAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", 5000)]
    [InlineData("203.0.113.255", 65535)]
    [InlineData("::1", 1)]
    [InlineData("2001:db8::1234", 443)]
    [InlineData("fe80::1%3", 9)]
    public void What_a_socket_gives_is_what_it_is_given_back(string ip, int port)
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(ip), port);
        var given = endpoint.Serialize();

        Assert.True(RtcAddress.TryRead(given, channel: 2, out var address));

        Assert.Equal(RtcAddress.From(endpoint, channel: 2), address);
        var back = new SocketAddress(given.Family);
        address.Write(back);
        Assert.Equal(endpoint, endpoint.Create(back));
        Assert.Equal(ip.Contains('.', StringComparison.Ordinal), address.IsIPv4);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(ip.Split('%')[0]), port).ToString(), address.ToString());
    }

    [Fact]
    public void Other_families_are_no_addresses() =>
        Assert.False(RtcAddress.TryRead(new SocketAddress(System.Net.Sockets.AddressFamily.Unix, 32), 0, out _));
}
