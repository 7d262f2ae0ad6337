using System.Runtime.CompilerServices;
using Xunit;

namespace VoiceAgent.Tests.Common;

/// <summary>
/// The one door to recorded speech, models and golden outputs. They lie beside the repository, are not committed,
/// and may be absent: then the test is skipped by name, with the reason.
/// </summary>
public static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>True when the recordings are on this machine.</summary>
    public static bool IsPresent => Root is not null;

    /// <summary>Full path of a recording such as <c>q_weather.wav</c>; skips the calling test when it is absent.</summary>
    public static string Speech(string file) => Require("speech", file);

    /// <summary>Full path of a golden output; skips the calling test when it is absent.</summary>
    public static string Golden(string file) => Require("golden", file);

    /// <summary>Full path of a model; skips the calling test when it is absent.</summary>
    public static string Model(string file) => Require("models", file);

    private static string Require(string folder, string file)
    {
        var path = Root is null ? null : Path.Combine(Root, folder, file);
        if (path is null || !File.Exists(path))
        {
            Assert.Skip(
                $"shared/data/{folder}/{file} is not on this machine; put the shared folder beside the repository "
                    + "or set VOICEAGENT_SHARED_DATA to its data folder"
            );
        }

        return path;
    }

    private static string? Find([CallerFilePath] string source = "")
    {
        var named = Environment.GetEnvironmentVariable("VOICEAGENT_SHARED_DATA");
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        // Source paths are mapped in CI builds, so the output folder is the second place to start from.
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(source) })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                var candidate = Path.Combine(folder, "shared", "data");
                if (Directory.Exists(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }
}
