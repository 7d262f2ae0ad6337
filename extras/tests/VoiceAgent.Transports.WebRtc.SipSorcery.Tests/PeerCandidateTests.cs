using System.Text;
using VoiceAgent.Tests.WebRtc;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

public sealed class PeerCandidateTests
{
    private const string Usual =
        "candidate:842163049 1 udp 1677729535 192.0.2.4 46154 typ srflx raddr 10.0.0.1 rport 46154 generation 0 ufrag EEtu";

    [Theory]
    [InlineData(Usual, "192.0.2.4:46154", "srflx")]
    [InlineData("1 1 UDP 2130706431 2001:db8::1 9 typ host", "[2001:db8::1]:9", "host")]
    public void An_address_of_the_peer_is_read(string text, string endpoint, string kind)
    {
        Assert.True(PeerCandidate.TryRead(text, out var candidate));

        Assert.Equal(endpoint, candidate.Endpoint.ToString());
        Assert.Equal(kind, candidate.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidate:1 1 udp 1 192.0.2.4 9 typ")]
    [InlineData("candidate:1 2 udp 1 192.0.2.4 9 typ host")]
    [InlineData("candidate:1 1 udp -1 192.0.2.4 9 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.4 0 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.4 70000 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.4 9 typ unheard-of")]
    [InlineData("candidate:1 1 udp 1 192.0.2.4 9 kind host")]
    public void What_is_no_address_is_passed_over(string text) => Assert.False(PeerCandidate.TryRead(text, out _));

    [Theory]
    [InlineData("candidate:1 1 udp 1 internal.example 9 typ host")]
    [InlineData("candidate:1 1 udp 1 0f2bfa54-5b3c-4c2c-9a6b-0d4a3c1c5a4e.local 9 typ host")]
    [InlineData("candidate:1 1 tcp 1518280447 192.0.2.4 9 typ host tcptype active")]
    public void Names_and_streams_are_nothing_for_the_library(string text) =>
        Assert.False(PeerCandidate.TryRead(text, out _));

    [Fact]
    public void A_description_has_them_in_its_lines()
    {
        var read = PeerCandidate.ReadAll($"v=0\r\na=mid:0\r\na={Usual}\r\na=candidate:broken\r\na={Usual}");

        Assert.Equal(2, read.Count());
    }

    [Fact]
    public void What_the_library_is_told_is_written_anew()
    {
        Assert.True(PeerCandidate.TryRead(Usual, out var candidate));

        Assert.Equal("candidate:1 1 udp 1677729535 192.0.2.4 46154 typ srflx generation 0", candidate.ToString());
    }

    [Fact]
    public void Damaged_ones_are_read_or_passed_over()
    {
        var random = new Random(41);
        var original = Encoding.UTF8.GetBytes(Usual);
        var taken = 0;
        for (var i = 0; i < 5000; i++)
        {
            if (PeerCandidate.TryRead(Encoding.UTF8.GetString(Mutation.Of(original, random)), out var candidate))
            {
                taken++;
                Assert.True(PeerCandidate.TryRead(candidate.ToString(), out var again));
                Assert.Equal(candidate, again);
            }
        }

        Assert.InRange(taken, 1, 4999);
    }
}
