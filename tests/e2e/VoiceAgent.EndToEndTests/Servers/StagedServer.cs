using System.Buffers.Binary;
using Microsoft.Playwright;

namespace VoiceAgent.EndToEnd.Servers;

/// <summary>
/// The server's part of one conversation with everything in it that the page can show, so that all of it can be looked at
/// at once: heard and cut-off answers, a refusal, tool calls, an error, latency, an answer that is being spoken.
/// </summary>
internal static class StagedServer
{
    /// <summary>Plays the conversation to a page that introduces itself.</summary>
    public static void Play(IWebSocketRoute socket)
    {
        socket.OnMessage(frame =>
        {
            if (frame.Text?.Contains("\"auth\"", StringComparison.Ordinal) == true)
            {
                foreach (var message in Messages)
                {
                    socket.Send(message);
                }

                socket.Send(Tone(seconds: 3));
            }
        });
    }

    private static readonly string[] Messages =
    [
        """{"type":"ready","protocol":1,"session_id":"5f1c","agent":"demo","audio":"binary","input_sample_rate":16000,"output_sample_rate":24000,"notices":[]}""",
        """{"type":"response","response_id":1,"text":"Hello, I'm Robin. What can I do for you?","final":true}""",
        """{"type":"heard","response_id":1,"text":"Hello, I'm Robin. What can I do for you?","final":true,"interrupted":false}""",
        """{"type":"transcript","text":"book a room","final":true}""",
        """{"type":"turn","text":"book a room"}""",
        """{"type":"response","response_id":2,"text":"Where would you like the room? Tell me a city, such as Mountain View, Seattle or London.","final":true}""",
        """{"type":"heard","response_id":2,"text":"Where would you like the room?","final":true,"interrupted":true}""",
        """{"type":"turn","text":"","rejected":true}""",
        """{"type":"turn","text":"What's the weather in Madrid?","typed":true}""",
        """{"type":"tool","call_id":"c1","name":"get_weather","status":"started","arguments":"{\"city\":\"Madrid\",\"date\":\"today\"}"}""",
        """{"type":"tool","call_id":"c1","name":"get_weather","status":"result","result":"sunny, 24 degrees"}""",
        """{"type":"tool","call_id":"c2","name":"book_room","status":"timeout"}""",
        """{"type":"error","code":"tool_timeout","message":"book_room did not answer within 10 s.","fatal":false}""",
        """{"type":"latency","response_id":1,"total_ms":391,"parts_ms":{"vad":210,"stt":4,"turn":120,"llm":38,"clause":1,"tts":18,"other":0},"playout_ms":63}""",
        """{"type":"latency","response_id":2,"total_ms":304.5,"parts_ms":{"vad":190,"stt":2,"turn":60,"llm":34,"clause":3,"tts":15.5,"other":0},"playout_ms":41}""",
        """{"type":"latency","response_id":2,"total_ms":655,"parts_ms":{"vad":205,"stt":12,"turn":148,"llm":252,"clause":6,"tts":32,"other":0},"playout_ms":44}""",
        """{"type":"latency","response_id":3,"total_ms":262.5,"parts_ms":{"vad":200,"stt":1.5,"turn":0,"llm":40,"clause":0,"tts":12,"other":9},"playout_ms":48.5}""",
        """{"type":"response","response_id":3,"text":"In Madrid it's sunny today, with 24 degrees.","final":true}""",
        """{"type":"heard","response_id":3,"text":"In Madrid it's sunny","final":false}""",
        """{"type":"transcript","text":"and what","final":false}""",
        """{"type":"state","state":"speaking"}""",
        """{"type":"mark","response_id":3,"position":0}""",
    ];

    /// <summary>Something to hear: 24 kHz PCM that swells and fades as speech does.</summary>
    private static byte[] Tone(double seconds)
    {
        var pcm = new byte[(int)(24000 * seconds) * 2];
        for (var n = 0; n < pcm.Length / 2; n++)
        {
            var sample = 9000 * Math.Sin(n / 15.0) * (0.6 + (0.4 * Math.Sin(n / 1700.0)));
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(n * 2), (short)sample);
        }

        return pcm;
    }
}
