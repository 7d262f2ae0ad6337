using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.PipecatClients;

/// <summary>An application's own processor: answers events of the client's user interface and its keys.</summary>
internal sealed class ApplicationProcessor : FrameProcessor
{
    protected override async ValueTask OnFrameAsync(Frame frame, FrameDirection direction)
    {
        await PushAsync(frame, direction);
        switch (frame)
        {
            case UiEventFrame clicked:
                await PushAsync(new UiCommandFrame("highlight", clicked.Payload!));
                break;
            case InputDtmfFrame keys:
                await PushAsync(new ServerMessageFrame($$"""{"keys":"{{keys.Keys}}"}"""));
                break;
        }
    }
}
