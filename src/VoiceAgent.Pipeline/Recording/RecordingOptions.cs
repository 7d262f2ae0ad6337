namespace VoiceAgent.Recording;

/// <summary>What is recorded, and within which bounds.</summary>
public sealed class RecordingOptions
{
    /// <summary>
    /// False leaves out all audio, of the user and of the voice; how long and how loud it was stays, so that it replays all the same. What
    /// was said is in it as text. Default true.
    /// </summary>
    public bool Audio { get; set; } = true;

    /// <summary>
    /// True adds the call as sound, beside the recording: WAV files of five minutes, the user left, the bot as it was heard right. Default
    /// false.
    /// </summary>
    public bool Stereo { get; set; }

    /// <summary>
    /// What may wait to be written, in bytes. With more the disk is too slow: the recording ends, the session goes on. 64 KiB to 1 GiB,
    /// default 16 MiB.
    /// </summary>
    public long MaxQueuedBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>A file that is longer, in bytes, ends; the session goes on. Default 2 GiB, about eight hours.</summary>
    public long MaxFileBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How often what waits is written: as much is lost when the program is killed. 10 ms to 10 s, default 0.2 s.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(200);
}
