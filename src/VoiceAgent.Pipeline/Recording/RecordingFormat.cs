namespace VoiceAgent.Recording;

/// <summary>The frame around records. See docs/reference/recording-format.md.</summary>
internal static class RecordingFormat
{
    /// <summary>The version this program writes, and the newest it reads.</summary>
    public const byte Version = 2;

    /// <summary>The first version that tells how long the audio was that it leaves out, and how loud: it is replayed without.</summary>
    public const byte KnowsLeftOutAudio = 2;

    /// <summary>Length and checksum before each record.</summary>
    public const int FrameBytes = 8;

    /// <summary>Longest record that is believed.</summary>
    public const int MaxRecordBytes = 16 * 1024 * 1024;

    /// <summary>First bytes of a file: a name, the version, and a byte that text tools would break.</summary>
    public static ReadOnlySpan<byte> Magic =>
        [(byte)'V', (byte)'A', (byte)'R', (byte)'E', (byte)'C', Version, 0x0d, 0x0a];
}

/// <summary>Why recordings end.</summary>
internal static class EndReasons
{
    /// <summary>The session is over.</summary>
    public const string Over = "over";

    /// <summary>The file ends without a marker: the program was killed, or the session still runs.</summary>
    public const string Cut = "cut";

    /// <summary>More waited to be written than may.</summary>
    public const string SlowDisk = "slow_disk";

    /// <summary>The file has reached its greatest length.</summary>
    public const string TooLong = "too_long";
}
