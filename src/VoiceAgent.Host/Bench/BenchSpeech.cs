using System.Runtime.InteropServices;

namespace VoiceAgent.Hosting.Bench;

/// <summary>What a client of the load test says: two seconds of speech, six of silence, again and again.</summary>
internal static class BenchSpeech
{
    /// <summary>Bytes of 20 ms at 16 kHz.</summary>
    public const int FrameBytes = 640;

    private const int Period = 400;
    private const int Speech = 100;

    /// <summary>The next 20 ms; the first bytes carry the time, the next says whether somebody speaks.</summary>
    public static byte[] Next(long number)
    {
        var pcm = new byte[FrameBytes];
        MemoryMarshal.Write(pcm, TimeProvider.System.GetTimestamp());
        if (number % Period < Speech)
        {
            pcm.AsSpan(sizeof(long)).Fill(0x20);
        }

        return pcm;
    }
}
