using System.Runtime.InteropServices;
using VoiceAgent.Audio;

namespace VoiceAgent.Testing.Fakes;

internal static class FakeAudio
{
    // A square wave of 400 Hz at 16 kHz: loud everywhere, whatever a piece is cut into.
    private const int HalfWave = 20;

    /// <summary>A tone that starts anew with each piece.</summary>
    public static byte[] Tone(AudioFormat format, TimeSpan duration, double loudness)
    {
        var pcm = new byte[format.BytesIn(duration)];
        var samples = MemoryMarshal.Cast<byte, short>(pcm.AsSpan());
        var level = (short)(loudness * short.MaxValue);
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = i / HalfWave % 2 == 0 ? level : (short)-level;
        }

        return pcm;
    }
}
