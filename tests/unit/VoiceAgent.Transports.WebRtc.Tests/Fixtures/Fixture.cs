using VoiceAgent.Tests.Common;

namespace VoiceAgent.Transports.WebRtc.Fixtures;

/// <summary>What real peers sent.</summary>
internal static class Fixture
{
    /// <summary>Our credentials when the datagrams were recorded.</summary>
    public const string LocalFragment = "localufragabcd";

    public const string LocalPassword = "localpassword0123456789ab";

    private const string Folder = "tests/unit/VoiceAgent.Transports.WebRtc.Tests/Fixtures/";

    public static IReadOnlyList<string> Offers { get; } =
    ["chromium-audio-data", "chromium-audio-video-data", "chromium-data", "chromium-receive-only", "aiortc-audio-data"];

    /// <summary>A description, with the line ends of the wire.</summary>
    public static string Offer(string name) =>
        File.ReadAllText(RepositoryRoot.File($"{Folder}{name}.sdp")).ReplaceLineEndings("\r\n");

    /// <summary>The first datagrams of Chromium 156: checks, and a hello in two fragments.</summary>
    public static IReadOnlyList<byte[]> Datagrams() =>
        [.. File.ReadLines(RepositoryRoot.File($"{Folder}chromium-datagrams.txt")).Select(Convert.FromHexString)];
}
