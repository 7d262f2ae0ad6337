using VoiceAgent.Errors;

namespace VoiceAgent.Recording;

/// <summary>Exceptions as the engine looks at them: those it knows, and the names of all others.</summary>
internal static class ExceptionCodec
{
    private const byte Other = 0;
    private const byte Known = 1;
    private const byte Timeout = 2;
    private const byte Cancelled = 3;

    public static void Write(PayloadWriter writer, Exception exception)
    {
        switch (exception)
        {
            case VoiceAgentException known:
                writer.Byte(Known);
                writer.Text(known.Code);
                break;
            case TimeoutException:
                writer.Byte(Timeout);
                break;
            case OperationCanceledException:
                writer.Byte(Cancelled);
                break;
            default:
                writer.Byte(Other);
                writer.Text(ReplayedException.NameOf(exception));
                break;
        }

        writer.Text(exception.Message);
    }

    public static Exception Read(PayloadReader reader) =>
        reader.Byte() switch
        {
            Known => new VoiceAgentException(reader.Text(), reader.Text()),
            Timeout => new TimeoutException(reader.Text()),
            Cancelled => new OperationCanceledException(reader.Text()),
            Other => new ReplayedException(reader.Text(), reader.Text()),
            _ => throw PayloadReader.Broken(),
        };
}
