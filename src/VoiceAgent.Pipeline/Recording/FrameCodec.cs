using VoiceAgent.Audio;
using VoiceAgent.Frames;
using VoiceAgent.Transports;

namespace VoiceAgent.Recording;

/// <summary>Frames that come from outside the engine. The numbers are part of the file format.</summary>
internal static class FrameCodec
{
    private enum Tag : byte
    {
        InputAudio = 0,
        Played = 1,
        InputText = 2,
        ClientMessage = 3,
        ClientFunctionResult = 4,
        ContextAppend = 5,
        InputDtmf = 6,
        UiEvent = 7,
        UiSnapshot = 8,
        UiCancelJobGroup = 9,
        Speak = 10,
        Run = 11,
        EndSession = 12,
        End = 13,
        Cancel = 14,
        Interruption = 15,
        ServerMessage = 16,
        UiCommand = 17,
        UiJobGroup = 18,
        TextReply = 19,
        ClientLost = 20,
        ClientResumed = 21,
    }

    /// <summary>True when the frame can be written: an application's own frames cannot.</summary>
    public static bool Knows(Frame frame) => TagOf(frame) is not null;

    public static void Write(PayloadWriter writer, Frame frame, bool keepsAudio)
    {
        writer.Byte((byte)TagOf(frame)!.Value);
        switch (frame)
        {
            case InputAudioFrame audio:
                writer.Number(audio.Format.SampleRate);
                writer.Number(audio.Format.Channels);
                writer.Number(audio.Position);
                writer.Audio(audio.Audio.Span, keepsAudio);
                break;
            case PlayedFrame played:
                writer.Number(played.Samples);
                break;
            case InputTextFrame typed:
                writer.Text(typed.Text);
                writer.Flag(typed.ReplyInText);
                break;
            case ContextAppendFrame append:
                writer.Text(append.Role);
                writer.Text(append.Text);
                writer.Flag(append.RunsModel);
                break;
            case TtsSpeakFrame speak:
                writer.Text(speak.Text);
                writer.Flag(speak.AddToContext);
                writer.Flag(speak.IsInterruptible);
                writer.Flag(speak.HasMore);
                writer.Number(speak.ResponseId.Value);
                break;
            case ClientResumedFrame resumed:
                writer.Number(resumed.Position);
                break;
            case InterruptionFrame interruption:
                writer.Number(interruption.CancelledThrough.Value);
                break;
            default:
                foreach (var text in Texts(frame))
                {
                    writer.Text(text);
                }

                break;
        }
    }

    public static Frame Read(PayloadReader reader) =>
        (Tag)reader.Byte() switch
        {
            Tag.InputAudio => ReadAudio(reader),
            Tag.Played => new PlayedFrame(reader.Number()),
            Tag.InputText => new InputTextFrame(reader.Text()) { ReplyInText = reader.Flag() },
            Tag.ClientMessage => new ClientMessageFrame(reader.Text(), reader.Text(), reader.TextOrNull()),
            Tag.ClientFunctionResult => new ClientFunctionResultFrame(reader.Text(), reader.Text(), reader.Text()),
            Tag.ContextAppend => new ContextAppendFrame(reader.Text(), reader.Text()) { RunsModel = reader.Flag() },
            Tag.InputDtmf => new InputDtmfFrame(reader.Text()),
            Tag.UiEvent => new UiEventFrame(reader.Text(), reader.TextOrNull()),
            Tag.UiSnapshot => new UiSnapshotFrame(reader.Text()),
            Tag.UiCancelJobGroup => new UiCancelJobGroupFrame(reader.Text(), reader.TextOrNull()),
            Tag.Speak => new TtsSpeakFrame(reader.Text())
            {
                AddToContext = reader.Flag(),
                IsInterruptible = reader.Flag(),
                HasMore = reader.Flag(),
                ResponseId = new ResponseId(reader.Number()),
            },
            Tag.Run => new LlmRunFrame(),
            Tag.EndSession => new EndSessionFrame(reader.Text()),
            Tag.End => new EndFrame(reader.Text()),
            Tag.Cancel => new CancelFrame(reader.Text()),
            Tag.Interruption => new InterruptionFrame(new ResponseId(reader.Number())),
            Tag.ServerMessage => new ServerMessageFrame(reader.Text()),
            Tag.UiCommand => new UiCommandFrame(reader.Text(), reader.Text()),
            Tag.UiJobGroup => new UiJobGroupFrame(reader.Text()),
            Tag.TextReply => new TextReplyFrame(),
            Tag.ClientLost => new ClientLostFrame(reader.Text()),
            Tag.ClientResumed => new ClientResumedFrame(reader.Number()),
            _ => throw PayloadReader.Broken(),
        };

    private static Tag? TagOf(Frame frame) =>
        frame switch
        {
            InputAudioFrame => Tag.InputAudio,
            PlayedFrame => Tag.Played,
            InputTextFrame => Tag.InputText,
            ClientMessageFrame => Tag.ClientMessage,
            ClientFunctionResultFrame => Tag.ClientFunctionResult,
            ContextAppendFrame => Tag.ContextAppend,
            InputDtmfFrame => Tag.InputDtmf,
            UiEventFrame => Tag.UiEvent,
            UiSnapshotFrame => Tag.UiSnapshot,
            UiCancelJobGroupFrame => Tag.UiCancelJobGroup,
            TtsSpeakFrame => Tag.Speak,
            LlmRunFrame => Tag.Run,
            EndSessionFrame => Tag.EndSession,
            EndFrame => Tag.End,
            CancelFrame => Tag.Cancel,
            InterruptionFrame => Tag.Interruption,
            ServerMessageFrame => Tag.ServerMessage,
            UiCommandFrame => Tag.UiCommand,
            UiJobGroupFrame => Tag.UiJobGroup,
            TextReplyFrame => Tag.TextReply,
            ClientLostFrame => Tag.ClientLost,
            ClientResumedFrame => Tag.ClientResumed,
            _ => null,
        };

    private static string?[] Texts(Frame frame) =>
        frame switch
        {
            ClientMessageFrame f => [f.RequestId, f.Type, f.Data],
            ClientFunctionResultFrame f => [f.CallId, f.Name, f.Result],
            InputDtmfFrame f => [f.Keys],
            UiEventFrame f => [f.Event, f.Payload],
            UiSnapshotFrame f => [f.Tree],
            UiCancelJobGroupFrame f => [f.JobId, f.Reason],
            EndSessionFrame f => [f.Reason],
            EndFrame f => [f.Reason],
            CancelFrame f => [f.Reason],
            ServerMessageFrame f => [f.Data],
            UiCommandFrame f => [f.Command, f.Payload],
            UiJobGroupFrame f => [f.Data],
            ClientLostFrame f => [f.Reason],
            _ => [],
        };

    private static InputAudioFrame ReadAudio(PayloadReader reader)
    {
        var format = new AudioFormat(reader.Count(), reader.Count());
        var (position, audio) = (reader.Number(), reader.Audio());
        return format.IsValid && audio.Length % format.BytesPerSample == 0
            ? new InputAudioFrame(audio, format, position)
            : throw PayloadReader.Broken();
    }
}
