using System.Net.WebSockets;
using System.Text.Json;
using VoiceAgent.Errors;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Vendors;

public sealed class VendorFailureTests
{
    [Theory]
    [ClassData(typeof(Refusals))]
    public void Each_status_has_its_code(int status, string code) =>
        Assert.Equal(code, VendorFailure.FromStatus(TestVendor.Value, status).Code);

    [Theory]
    [InlineData("2", null, 2.0)]
    [InlineData("0.5", null, 0.5)]
    [InlineData("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30.0)]
    public void Retry_after_is_seconds_or_a_date_against_the_answers_own(string value, string? date, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), VendorFailure.RetryAfter(value, date));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("-1", null)]
    [InlineData("1e300", null)]
    [InlineData("NaN", null)]
    [InlineData("90000", null)]
    [InlineData("soon", "Wed, 21 Oct 2026 07:28:00 GMT")]
    [InlineData("Wed, 21 Oct 2026 07:28:00 GMT", null)]
    [InlineData("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:01 GMT")]
    [InlineData("Wed, 28 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT")]
    public void What_makes_no_sense_as_retry_after_is_left_out(string? value, string? date) =>
        Assert.Null(VendorFailure.RetryAfter(value, date));

    [Fact]
    public void A_rate_limit_says_when_to_try_again()
    {
        var failure = VendorFailure.FromStatus(TestVendor.Value, 429, TimeSpan.FromSeconds(7.5));

        Assert.Contains("try again in 7.5 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(7.5), failure.RetryAfter);
    }

    [Theory]
    [InlineData("quota_exceeded", ErrorCodes.ProviderRateLimited)]
    [InlineData("auth_error", ErrorCodes.ProviderUnauthorized)]
    [InlineData("session_timeout", ErrorCodes.ProviderTimeout)]
    [InlineData("weird", ErrorCodes.ProviderFailed)]
    [InlineData(null, ErrorCodes.ProviderFailed)]
    public void What_a_vendor_tells_in_a_stream_has_a_stable_code(string? told, string code) =>
        Assert.Equal(code, VendorFailure.Told(TestVendor.Value, told).Code);

    [Theory]
    [InlineData("sk-live-12345")]
    [InlineData("the user said: my card is 4111")]
    [InlineData("a_very_long_code_that_goes_on_and_on_and_on_and_on_and_on")]
    public void Of_a_vendors_words_only_short_codes_get_into_messages(string told)
    {
        Assert.DoesNotContain(told, VendorFailure.Told(TestVendor.Value, told).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            told,
            VendorFailure.FromStatus(TestVendor.Value, 400, vendorCode: told).Message,
            StringComparison.Ordinal
        );
    }

    public static TheoryData<Exception, string> Thrown =>
        new()
        {
            { new HttpRequestException(HttpRequestError.ConnectionError), ErrorCodes.ProviderUnavailable },
            { new HttpRequestException("cut"), ErrorCodes.ProviderFailed },
            { new HttpRequestException("no", null, System.Net.HttpStatusCode.NotFound), ErrorCodes.ProviderNotFound },
            { new WebSocketException("cut"), ErrorCodes.ProviderFailed },
            { new IOException("cut"), ErrorCodes.ProviderFailed },
            { new JsonException("no"), ErrorCodes.ProviderGarbage },
            { new InvalidOperationException("what"), ErrorCodes.ProviderFailed },
        };

    [Theory]
    [MemberData(nameof(Thrown))]
    public void Whatever_is_thrown_on_the_way_has_a_code(Exception thrown, string code) =>
        Assert.Equal(code, Assert.IsType<VoiceAgentException>(VendorFailure.From(TestVendor.Value, thrown)).Code);

    [Fact]
    public void What_has_a_code_already_stays_what_it_is()
    {
        var known = new VoiceAgentException(ErrorCodes.Overflow, "too much");

        Assert.Same(known, VendorFailure.From(TestVendor.Value, known));
        Assert.IsType<OperationCanceledException>(
            VendorFailure.From(TestVendor.Value, new OperationCanceledException())
        );
    }
}
