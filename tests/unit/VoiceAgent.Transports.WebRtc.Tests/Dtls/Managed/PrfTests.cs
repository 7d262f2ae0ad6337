namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

public sealed class PrfTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(100)]
    public void The_output_is_that_of_the_published_vector(int length)
    {
        // The vector for TLS 1.2 with SHA-256 that went over the TLS working group's list.
        var expected = Convert.FromHexString(
            "E3F229BA727BE17B8D122620557CD453C2AAB21D07C3D495329B52D4E61EDB5A6B301791E90D35C9C9A46B4E14BAF9AF0FA022F7"
                + "077DEF17ABFD3797C0564BAB4FBC91666E9DEF9B97FCE34F796789BAA48082D122EE42C5A72E5A5110FFF70187347B66"
        );
        var output = new byte[length];

        Prf.Derive(
            Convert.FromHexString("9BBE436BA940F017B17652849A71DB35"),
            "test label",
            Convert.FromHexString("A0BA9F936CDA311827A6F796FFD5198C"),
            output
        );

        Assert.Equal(expected[..length], output);
    }
}
