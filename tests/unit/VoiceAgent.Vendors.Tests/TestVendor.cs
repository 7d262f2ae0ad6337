namespace VoiceAgent.Vendors;

/// <summary>The vendor of these tests.</summary>
internal static class TestVendor
{
    public static Vendor Value { get; } = Vendor.Of("Test");
}
