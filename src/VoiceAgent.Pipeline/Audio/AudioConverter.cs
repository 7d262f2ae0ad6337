using System.Runtime.InteropServices;
using VoiceAgent.Errors;

namespace VoiceAgent.Audio;

/// <summary>
/// Turns a stream of one format into mono of another rate. Keeps the resampler's state between pieces; not thread-safe.
/// </summary>
public sealed class AudioConverter
{
    private readonly AudioFormat _from;
    private readonly Resampler? _resampler;

    /// <summary>Makes a converter for one stream.</summary>
    /// <param name="from">Format of what comes in, mono or stereo.</param>
    /// <param name="to">Format of what goes out, mono.</param>
    /// <exception cref="VoiceAgentException"><see cref="ErrorCodes.UnsupportedAudio"/>: a format is out of range.</exception>
    public AudioConverter(AudioFormat from, AudioFormat to)
    {
        if (!from.IsValid || !to.IsValid || to.Channels != 1)
        {
            throw new VoiceAgentException(
                ErrorCodes.UnsupportedAudio,
                $"Cannot convert {from} to {to}: rates must be {AudioFormat.MinSampleRate} to {AudioFormat.MaxSampleRate} Hz, the result mono."
            );
        }

        _from = from;
        _resampler = from.SampleRate == to.SampleRate ? null : new Resampler(from.SampleRate, to.SampleRate);
    }

    /// <summary>Converts the next piece.</summary>
    /// <param name="pcm">Whole samples.</param>
    /// <returns>The same memory when nothing has to be done, else new memory for the caller to keep.</returns>
    public ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> pcm)
    {
        var mono = pcm;
        if (_from.Channels == 2)
        {
            var mixed = new byte[pcm.Length / 2];
            Pcm16.ToMono(Pcm16.AsSamples(pcm.Span), MemoryMarshal.Cast<byte, short>(mixed.AsSpan()));
            mono = mixed;
        }

        return _resampler is null ? mono : _resampler.Write(mono.Span);
    }
}
