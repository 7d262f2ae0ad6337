using VoiceAgent.Errors;
using Xunit;

namespace VoiceAgent.Tests.Vendors;

/// <summary>Statuses vendors refuse with, and the code each ends in.</summary>
public sealed class Refusals : TheoryData<int, string>
{
    public Refusals()
    {
        Add(400, ErrorCodes.ProviderRefused);
        Add(401, ErrorCodes.ProviderUnauthorized);
        Add(403, ErrorCodes.ProviderUnauthorized);
        Add(404, ErrorCodes.ProviderNotFound);
        Add(408, ErrorCodes.ProviderTimeout);
        Add(429, ErrorCodes.ProviderRateLimited);
        Add(500, ErrorCodes.ProviderUnavailable);
        Add(503, ErrorCodes.ProviderUnavailable);
    }
}
