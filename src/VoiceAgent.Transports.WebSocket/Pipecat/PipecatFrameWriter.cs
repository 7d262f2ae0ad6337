using System.Buffers;
using System.Numerics;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>Writes protobuf <c>pipecat.Frame</c>s. Payloads are copied once, to behind their header.</summary>
internal static class PipecatFrameWriter
{
    private const byte AudioArm = 0x12;
    private const byte MessageArm = 0x22;
    private const byte AudioField = 0x1A;
    private const byte RateField = 0x20;
    private const byte ChannelsField = 0x28;
    private const byte DataField = 0x0A;

    // Two tags and two lengths; then two tags, a rate and a number of channels.
    private const int MaxOverhead = 24;

    /// <summary>An interruption: it has no fields that anybody reads.</summary>
    private static ReadOnlySpan<byte> InterruptionFrame => [0x2A, 0x00];

    /// <summary>Writes audio: <c>AudioRawFrame</c> with audio, rate and channels.</summary>
    public static void WriteAudio(IBufferWriter<byte> output, ReadOnlySpan<byte> pcm, int sampleRate, int channels)
    {
        var body = 3 + SizeOf(pcm.Length) + pcm.Length + SizeOf(sampleRate) + SizeOf(channels);
        var span = output.GetSpan(pcm.Length + MaxOverhead);
        var at = WriteField(span, 0, AudioArm, body);
        at = WriteField(span, at, AudioField, pcm.Length);
        pcm.CopyTo(span[at..]);
        at = WriteField(span, at + pcm.Length, RateField, sampleRate);
        output.Advance(WriteField(span, at, ChannelsField, channels));
    }

    /// <summary>Writes a message: <c>MessageFrame</c> with JSON.</summary>
    public static void WriteMessage(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        var span = output.GetSpan(json.Length + MaxOverhead);
        var at = WriteField(span, 0, MessageArm, 1 + SizeOf(json.Length) + json.Length);
        at = WriteField(span, at, DataField, json.Length);
        json.CopyTo(span[at..]);
        output.Advance(at + json.Length);
    }

    /// <summary>Writes an interruption: <c>InterruptionFrame</c>.</summary>
    public static void WriteInterruption(IBufferWriter<byte> output) => output.Write(InterruptionFrame);

    private static int WriteField(Span<byte> span, int at, byte tag, int value)
    {
        span[at++] = tag;
        var left = (uint)value;
        while (left >= 0x80)
        {
            span[at++] = (byte)(left | 0x80);
            left >>= 7;
        }

        span[at++] = (byte)left;
        return at;
    }

    /// <summary>Bytes of a varint.</summary>
    private static int SizeOf(int value) => 1 + (BitOperations.Log2((uint)value | 1) / 7);
}
