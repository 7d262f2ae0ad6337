using System.Text.Json;
using VoiceAgent.Frames;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>One utterance as a client sees it: announced, then spoken word by word, then complete.</summary>
/// <param name="id">Its number in this conversation.</param>
/// <param name="response">The response it is part of.</param>
/// <param name="text">What is spoken.</param>
internal sealed class RtviSegment(int id, ResponseId response, string text)
{
    public ResponseId Response => response;

    public string Text => text;

    /// <summary>Characters heard.</summary>
    public int Heard { get; set; }

    public bool IsAnnounced { get; set; }

    public bool IsClosed { get; set; }

    /// <summary><c>bot-output</c> for clients of 2.x: where the cursor is.</summary>
    public RtviFrame Progress(string status) =>
        Output(json =>
        {
            json.WriteNumber("segment_id"u8, id);
            json.WriteBoolean("will_be_spoken"u8, true);
            json.WriteString("spoken_status"u8, status);
            json.WriteStartObject("spoken_progress"u8);
            json.WriteString("accumulated_text"u8, text.AsSpan(0, Heard));
            json.WriteString("remaining_text"u8, text.AsSpan(Heard));
            json.WriteEndObject();
            json.WriteBoolean("spoken"u8, status == "completed");
        });

    /// <summary><c>bot-output</c> for text that is not spoken.</summary>
    public RtviFrame Unspoken() =>
        Output(json =>
        {
            json.WriteNumber("segment_id"u8, id);
            json.WriteBoolean("will_be_spoken"u8, false);
            json.WriteBoolean("spoken"u8, false);
        });

    /// <summary><c>bot-output</c> for clients of 1.x: the sentence that is going to be spoken.</summary>
    public RtviFrame Legacy() => Output(static json => json.WriteBoolean("spoken"u8, false));

    /// <summary><c>bot-output</c> for clients of 1.x: a word that was spoken.</summary>
    public static RtviFrame LegacyWord(string word) =>
        Output(word, "word", static json => json.WriteBoolean("spoken"u8, true));

    private RtviFrame Output(Action<Utf8JsonWriter> rest) => Output(text, "sentence", rest);

    private static RtviFrame Output(string text, string aggregation, Action<Utf8JsonWriter> rest) =>
        RtviFrame.Create(
            "bot-output",
            json =>
            {
                json.WriteStartObject();
                json.WriteString("text"u8, text);
                json.WriteString("aggregated_by"u8, aggregation);
                rest(json);
                json.WriteEndObject();
            }
        );
}
