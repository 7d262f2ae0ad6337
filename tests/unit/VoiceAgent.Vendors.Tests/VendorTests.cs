using VoiceAgent.Errors;
using VoiceAgent.Vendors.Sockets;

namespace VoiceAgent.Vendors;

public sealed class VendorTests
{
    [Fact]
    public void Settings_and_variable_are_called_after_the_vendor()
    {
        var vendor = Vendor.Of("ElevenLabs");

        Assert.Equal("elevenlabs", vendor.Name);
        Assert.Equal("VoiceAgent:ElevenLabs:ApiKey (or ELEVENLABS_API_KEY)", vendor.KeySetting);
        Assert.Equal("VoiceAgent:ElevenLabs:BaseUrl", vendor.AddressSetting);
        Assert.Equal("ELEVENLABS_API_KEY", vendor.KeyVariable);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void A_missing_key_is_named_by_its_setting(string? key)
    {
        var failure = Assert.Throws<VoiceAgentException>(() => TestVendor.Value.RequireKey(key));

        Assert.Equal(ErrorCodes.InvalidConfiguration, failure.Code);
        Assert.Contains("VoiceAgent:Test:ApiKey", failure.Message, StringComparison.Ordinal);
        Assert.False(TestVendor.Value.HasKey(key));
    }

    [Fact]
    public void A_key_of_the_settings_is_taken() => Assert.Equal("abc", TestVendor.Value.RequireKey("abc"));

    [Theory]
    [InlineData("https://api.vendor.com/v1", "wss://api.vendor.com/v1/listen?a=1&model=x%20y%26z")]
    [InlineData("https://api.vendor.com/v1/", "wss://api.vendor.com/v1/listen?a=1&model=x%20y%26z")]
    [InlineData("http://127.0.0.1:8080", "ws://127.0.0.1:8080/listen?a=1&model=x%20y%26z")]
    public void A_socket_stands_beside_the_http_address_with_an_escaped_query(string http, string expected)
    {
        var address = SocketAddress
            .Beside(http, "listen?a=1", ("model", "x y&z"), ("language", null))
            .WithHeader("Authorization", "Token secret");

        Assert.Equal(expected, address.Uri.AbsoluteUri);
        Assert.Equal("Token secret", Assert.Single(address.Headers).Value);
        Assert.DoesNotContain("secret", address.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("model", address.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_may_begin_with_what_is_asked_for() =>
        Assert.Equal("ws://h/p?q=1", SocketAddress.Beside("http://h", "p", ("q", "1")).Uri.AbsoluteUri);

    [Fact]
    public void Fields_of_a_message_come_in_order()
    {
        var message = SocketMessage.Json(("type", "Speak"), ("text", "\"Hi\""), ("n", 3), ("no", null));

        Assert.True(message.IsText);
        Assert.Equal(
            """{"type":"Speak","text":"\u0022Hi\u0022","n":3,"no":null}""",
            System.Text.Encoding.UTF8.GetString(message.Data.Span)
        );
    }
}
