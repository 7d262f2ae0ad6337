using System.Buffers;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Transports.WebSockets.Connections;
using VoiceAgent.Transports.WebSockets.Rtvi;

namespace VoiceAgent.Transports.WebSockets.Pipecat;

/// <summary>Protobuf frames with RTVI messages in them, on one connection. See <c>docs/reference/pipecat-clients.md</c>.</summary>
internal sealed class PipecatProtocol(AudioFormat output, bool sendsInterruptions) : IWebSocketProtocol
{
    private AudioFormat _input;
    private AudioConverter? _converter;
    private int _goodbyes;

    /// <summary>What sessions hear, whatever the client sends.</summary>
    public static AudioFormat Input => AudioFormat.Input16Khz;

    /// <summary>What the client plays.</summary>
    public AudioFormat Output => output;

    /// <summary>What was agreed with the client; set once by the handshake.</summary>
    public RtviVersion Version { get; set; } = RtviVersion.Current;

    public WireType ReplyType => WireType.Binary;

    public ProtocolInput Read(ReadOnlySpan<byte> message, bool binary, IBufferWriter<byte> reply)
    {
        if (!binary || !PipecatFrame.TryRead(message, out var frame))
        {
            return Wrong(ErrorCodes.InvalidMessage, "Invalid message: send protobuf frames as binary messages.");
        }

        return frame.Kind switch
        {
            PipecatFrameKind.Audio => ReadAudio(frame.Payload.ToArray(), (int)frame.SampleRate, (int)frame.Channels),
            PipecatFrameKind.Message => ReadMessage(frame.Payload, reply),
            // Clients send none of the others; what is newer is not for us.
            _ => default,
        };
    }

    public WireType Encode(Frame frame, IBufferWriter<byte> output)
    {
        var message = frame switch
        {
            RtviFrame rtvi => rtvi,
            ErrorFrame error => RtviFrame.Error(error.Message, error.IsFatal),
            EndFrame end when Interlocked.Increment(ref _goodbyes) == 1 => Goodbye(end.Reason),
            _ => null,
        };
        if (message is null)
        {
            return WireType.None;
        }

        PipecatFrameWriter.WriteMessage(output, message.Json.Span);
        return WireType.Binary;
    }

    public WireType EncodeAudio(in MediaOutput audio, IBufferWriter<byte> output)
    {
        PipecatFrameWriter.WriteAudio(output, audio.Pcm.Span, Output.SampleRate, Output.Channels);
        return WireType.Binary;
    }

    public WireType EncodeMark(in MediaOutput audio, IBufferWriter<byte> output) => WireType.None;

    public WireType EncodeClear(ResponseId through, IBufferWriter<byte> output)
    {
        if (!sendsInterruptions)
        {
            return WireType.None;
        }

        PipecatFrameWriter.WriteInterruption(output);
        return WireType.Binary;
    }

    /// <summary>An RTVI message that says that the conversation is over: the client should leave.</summary>
    public static RtviFrame Goodbye(string reason) =>
        RtviFrame.Create(
            "server-message",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "session-ended"u8);
                json.WriteString("reason"u8, reason);
                json.WriteEndObject();
            }
        );

    private ProtocolInput ReadMessage(ReadOnlySpan<byte> json, IBufferWriter<byte> reply)
    {
        if (RtviEnvelope.Read(json, out var wrong) is not { } message)
        {
            return wrong is null
                ? default
                : Wrong(ErrorCodes.InvalidMessage, $"Invalid RTVI transport message: {wrong}.");
        }

        var request = RtviRequest.Read(message);
        if (request.IsAudio)
        {
            return ReadAudio(request.Audio, request.SampleRate, request.Channels);
        }

        if (request.Frame is { } frame)
        {
            return new(MediaInput.FromMessage(frame), null);
        }

        var answer = request.IsReady
            ? RtviMessages.BotReady(message.Id, Version)
            : RtviFrame.ErrorResponse(message.Id, request.Error!);
        PipecatFrameWriter.WriteMessage(reply, answer.Json.Span);
        return default;
    }

    private ProtocolInput ReadAudio(byte[] pcm, int rate, int channels)
    {
        var format = new AudioFormat(rate, channels);
        if (!format.IsValid)
        {
            return Wrong(
                ErrorCodes.UnsupportedAudio,
                $"Audio needs a sample_rate of {AudioFormat.MinSampleRate} to {AudioFormat.MaxSampleRate} and num_channels of 1 or 2."
            );
        }

        if (pcm.Length % format.BytesPerSample != 0)
        {
            return Wrong(ErrorCodes.InvalidAudio, $"{pcm.Length} bytes of audio are not whole 16-bit samples.");
        }

        if (_converter is null)
        {
            (_input, _converter) = (format, new AudioConverter(format, Input));
        }
        else if (format != _input)
        {
            return Wrong(ErrorCodes.UnsupportedAudio, $"Audio began as {_input} and cannot become {format}.");
        }

        var converted = _converter.Convert(pcm);
        return converted.IsEmpty ? default : new(MediaInput.FromAudio(converted), null);
    }

    private static ProtocolInput Wrong(string code, string message) => new(null, new ErrorFrame(code, message));
}
