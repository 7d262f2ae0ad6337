namespace VoiceAgent.Recording;

/// <summary>Silence in place of audio that a recording leaves out. All pieces are parts of one, so that a file cannot ask for memory.</summary>
internal static class LeftOutAudio
{
    private static byte[] _silence = new byte[8192];

    public static ReadOnlyMemory<byte> Of(int length)
    {
        var silence = Volatile.Read(ref _silence);
        if (silence.Length < length)
        {
            silence = new byte[length];
            Volatile.Write(ref _silence, silence);
        }

        return silence.AsMemory(0, length);
    }
}
