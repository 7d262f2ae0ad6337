using System.Text.Json;
using VoiceAgent.Audio;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebSockets.Assistant;

/// <summary>Reads the first message of a client. A field that is null counts as absent.</summary>
internal static class HelloReader
{
    public static ClientMessage Read(ref Utf8JsonReader reader)
    {
        var hello = new AssistantHello();
        var message = Read(ref reader, hello);
        hello.ResumeToken = null; // That is for resume.
        return message;
    }

    /// <summary>Reads the first message of a client that comes back: all that <c>auth</c> has, the token, and where it has got to.</summary>
    public static ClientMessage ReadResume(ref Utf8JsonReader reader)
    {
        var hello = new AssistantHello { ResumePoint = new ResumePoint(0, -1) };
        var message = Read(ref reader, hello);
        if (message.Kind == ClientMessageKind.Wrong)
        {
            return message;
        }

        if (hello.ResumeToken is null)
        {
            return Wrong("resume needs resume_token: a string.");
        }

        return hello.ResumePoint.Position < 0
            ? Wrong("resume needs position: how many samples were played, an integer, 0 or more.")
            : message;
    }

    private static ClientMessage Read(ref Utf8JsonReader reader, AssistantHello hello)
    {
        while (JsonFields.Next(ref reader))
        {
            if (ReadField(ref reader, hello) is { } wrong)
            {
                return wrong;
            }
        }

        return new ClientMessage(ClientMessageKind.Hello) { Hello = hello };
    }

    /// <summary>Reads a rate in hertz; false when it is none that is accepted anywhere.</summary>
    public static bool TryReadRate(ref Utf8JsonReader reader, out int rate)
    {
        var value = JsonFields.Integer(ref reader);
        rate = value is >= AudioFormat.MinSampleRate and <= AudioFormat.MaxSampleRate ? (int)value : 0;
        return rate != 0;
    }

    public static ClientMessage WrongRate(string field) =>
        ClientMessage.Wrong(
            ErrorCodes.UnsupportedAudio,
            $"{field} must be an integer from {AudioFormat.MinSampleRate} to {AudioFormat.MaxSampleRate} (hertz)."
        );

    private static ClientMessage? ReadField(ref Utf8JsonReader reader, AssistantHello hello)
    {
        var value = reader;
        value.Read();
        if (value.TokenType == JsonTokenType.Null)
        {
            reader.Skip();
            return null;
        }

        if (reader.ValueTextEquals("token"u8))
        {
            hello.Token = JsonFields.Text(ref reader);
            return hello.Token is null ? Wrong("token must be a string.") : null;
        }

        if (reader.ValueTextEquals("agent"u8))
        {
            hello.Agent = JsonFields.Text(ref reader);
            return hello.Agent is null ? Wrong("agent must be a string.") : null;
        }

        return ReadAudioField(ref reader, hello);
    }

    private static ClientMessage? ReadAudioField(ref Utf8JsonReader reader, AssistantHello hello)
    {
        if (reader.ValueTextEquals("audio"u8))
        {
            var form = JsonFields.Text(ref reader);
            hello.BinaryAudio = form == "binary";
            return form is "binary" or "base64" ? null : Wrong("audio must be \"base64\" or \"binary\".");
        }

        if (reader.ValueTextEquals("input_sample_rate"u8))
        {
            var right = TryReadRate(ref reader, out var rate);
            hello.Input = new AudioFormat(rate);
            return right ? null : WrongRate("input_sample_rate");
        }

        if (reader.ValueTextEquals("output_sample_rate"u8))
        {
            var right = TryReadRate(ref reader, out var rate);
            hello.Output = new AudioFormat(rate);
            return right ? null : WrongRate("output_sample_rate");
        }

        return ReadCapability(ref reader, hello);
    }

    private static ClientMessage? ReadCapability(ref Utf8JsonReader reader, AssistantHello hello)
    {
        if (reader.ValueTextEquals("reports_playback"u8))
        {
            var flag = JsonFields.Flag(ref reader);
            hello.ReportsPlayback = flag == true;
            return flag is null ? Wrong("reports_playback must be true or false.") : null;
        }

        if (reader.ValueTextEquals("can_clear"u8))
        {
            var flag = JsonFields.Flag(ref reader);
            hello.CanClear = flag != false;
            return flag is null ? Wrong("can_clear must be true or false.") : null;
        }

        return ReadResumption(ref reader, hello);
    }

    private static ClientMessage? ReadResumption(ref Utf8JsonReader reader, AssistantHello hello)
    {
        if (reader.ValueTextEquals("resumable"u8))
        {
            var flag = JsonFields.Flag(ref reader);
            hello.IsResumable = flag == true;
            return flag is null ? Wrong("resumable must be true or false.") : null;
        }

        if (reader.ValueTextEquals("resume_token"u8))
        {
            hello.ResumeToken = JsonFields.Text(ref reader);
            return hello.ResumeToken is null ? Wrong("resume_token must be a string.") : null;
        }

        if (reader.ValueTextEquals("seq"u8))
        {
            var sequence = JsonFields.Integer(ref reader);
            hello.ResumePoint = hello.ResumePoint with { Sequence = sequence ?? 0 };
            return sequence is not >= 0 ? Wrong("seq must be an integer, 0 or more.") : null;
        }

        if (reader.ValueTextEquals("position"u8))
        {
            var position = JsonFields.Integer(ref reader);
            hello.ResumePoint = hello.ResumePoint with { Position = position ?? -1 };
            return position is not >= 0 ? Wrong("position must be an integer, 0 or more.") : null;
        }

        reader.Skip();
        return null;
    }

    private static ClientMessage Wrong(string message) => ClientMessage.Wrong(ErrorCodes.InvalidMessage, message);
}
