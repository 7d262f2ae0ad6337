using VoiceAgent.Errors;
using Xunit;

namespace VoiceAgent.Tests.Vendors;

/// <summary>What failures of vendors must be like.</summary>
public static class Failing
{
    /// <summary>The key tests use; it must be in no message.</summary>
    public const string Key = "secret-key-1";

    /// <summary>It fails with that code and does not print the key.</summary>
    public static async Task<VoiceAgentException> AssertAsync(string code, Func<Task> act)
    {
        var failure = await Assert.ThrowsAsync<VoiceAgentException>(act);
        Assert.Equal(code, failure.Code);
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }
}
