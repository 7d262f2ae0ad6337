using VoiceAgent.Errors;

namespace VoiceAgent.Vendors.Http;

/// <summary>Stands between a vendor's library and the network: refusals and pages of HTML become failures of this project at once.</summary>
/// <param name="vendor">Who is asked.</param>
public sealed class FailureHandler(Vendor vendor) : DelegatingHandler
{
    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">The vendor refused or sent a page.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw VendorFailure.From(vendor, exception);
        }

        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw await VendorHttp.FailureAsync(vendor, response, cancellationToken).ConfigureAwait(false);
            }
        }

        if (response.Content.Headers.ContentType?.MediaType is "text/html")
        {
            response.Dispose();
            throw VendorFailure.Garbage(vendor, "a page of HTML");
        }

        return response;
    }
}
