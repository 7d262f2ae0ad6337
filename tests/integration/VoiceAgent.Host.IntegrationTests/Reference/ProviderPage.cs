using System.Text;
using Microsoft.Extensions.DependencyInjection;
using VoiceAgent.Providers.Deepgram;
using VoiceAgent.Providers.ElevenLabs;
using VoiceAgent.Providers.Flite;
using VoiceAgent.Providers.OpenAI;
using VoiceAgent.Providers.OpenAI.Realtime;
using VoiceAgent.Providers.PocketSphinx;
using VoiceAgent.SpeechToSpeech;
using VoiceAgent.Stt;
using VoiceAgent.Tts;

namespace VoiceAgent.Hosting.Reference;

/// <summary><c>docs/reference/providers.md</c>: what each provider says it can do.</summary>
internal static class ProviderPage
{
    private const string Rest = """

        ## Language models

        | Provider | Streams | Tools | Images | Usage | Cancels |
        |---|---|---|---|---|---|
        | `openai` and its presets | yes | yes | yes | yes | yes |
        | `openai` with `Api = Responses` | yes | yes | yes | yes | yes |
        | `anthropic` | yes | yes | yes | yes | yes |
        | `scripted` | yes | yes | no | no | yes |

        ## Extras

        Packages that need more than every feed has, see [extras](../../extras/README.md).

        | Provider | Package | Brings |
        |---|---|---|
        | `elevenlabs-dotnet` | `VoiceAgent.Providers.ElevenLabsDotNet` | text to speech: whole sentences, no word times, 24000 Hz |
        | `silero-onnx` | `VoiceAgent.Providers.OnnxRuntime` | voice activity at 8000 and 16000 Hz |
        | smart-turn | `VoiceAgent.Providers.OnnxRuntime` | a turn model: judges from the last 8 s of audio |

        ## Servers that speak OpenAI's language

        | Preset | Address | Key | Chat | Hears | Speaks |
        |---|---|---|---|---|---|

        """;

    public static string Write()
    {
        var page = new StringBuilder(
            """
            # Providers

            What the providers say they can do. Every recogniser and voice can be cancelled at any time; failures have the codes of
            [errors.md](errors.md).

            ## Speech to text

            | Provider | Hears | Interim texts | Word times | Rate |
            |---|---|---|---|---|

            """
        );
        foreach (var (name, add) in Registrations())
        {
            if (Service<ISpeechToText>(add)?.Capabilities is { } hears)
            {
                page.Append(
                    $"| {name} | {(hears.SpeechOnly ? "segments of speech" : "the whole stream")} | {Yes(hears.InterimResults)} | {Yes(hears.WordTimes)} | {hears.SampleRate} Hz |\n"
                );
            }
        }

        page.Append("\n## Text to speech\n\n| Provider | Text deltas | Word times | Format |\n|---|---|---|---|\n");
        foreach (var (name, add) in Registrations())
        {
            if (Service<ITextToSpeech>(add)?.Capabilities is { } speaks)
            {
                page.Append($"| {name} | {Yes(speaks.TextDeltas)} | {Yes(speaks.WordTimes)} | {speaks.Format} |\n");
            }
        }

        AddSpeaking(page);
        page.Append(Rest);
        AddPresets(page);
        return page.ToString();
    }

    private static void AddSpeaking(StringBuilder page)
    {
        page.Append(
            "\n## Speech to speech\n\n| Provider | Hears | Rate in | Rate out | Longest session |\n|---|---|---|---|---|\n"
        );
        foreach (var turns in Enum.GetValues<RealtimeTurns>())
        {
            var model = Service<ISpeechToSpeech>(services =>
                services.AddOpenAI(options => (options.ApiKey, options.Realtime.Turns) = ("key", turns))
            );
            var speaking = model!.Capabilities;
            page.Append(
                $"| `openai` ({turns}) | {(speaking.DetectsSpeech ? "the whole stream" : "segments of speech")} | {speaking.Input} | {speaking.Output} | {speaking.Lifetime} |\n"
            );
        }
    }

    private static void AddPresets(StringBuilder page)
    {
        foreach (var preset in OpenAIPresets.All)
        {
            page.Append(
                $"| `{preset.Name}` | `{preset.BaseUrl}` | {Code(preset.KeyVariable)} | {Code(preset.ChatModel)} | {Code(preset.TranscriptionModel)} | {Code(preset.SpeechModel)} |\n"
            );
        }
    }

    private static IEnumerable<(string Name, Action<IServiceCollection> Add)> Registrations() =>
        [
            ("`openai` (file)", services => services.AddOpenAI(options => options.ApiKey = "key")),
            (
                "`openai` (streamed)",
                services => services.AddOpenAI(options => OpenAI(options, TranscriptionMode.Streamed))
            ),
            ("`openai` (live)", services => services.AddOpenAI(options => OpenAI(options, TranscriptionMode.Live))),
            ("`elevenlabs`", services => services.AddElevenLabs(options => options.ApiKey = "key")),
            (
                "`elevenlabs` (HTTP)",
                services => services.AddElevenLabs(options => options.Streaming = ElevenLabsStreaming.Http)
            ),
            ("`deepgram`", services => services.AddDeepgram(options => options.ApiKey = "key")),
            ("`pocketsphinx`", services => services.AddPocketSphinx()),
            ("`flite`", services => services.AddFlite()),
        ];

    private static void OpenAI(OpenAIOptions options, TranscriptionMode mode) =>
        (options.ApiKey, options.Transcription) = ("key", mode);

    private static T? Service<T>(Action<IServiceCollection> add)
        where T : class
    {
        var services = new ServiceCollection();
        add(services);
        return services.BuildServiceProvider().GetService<T>();
    }

    private static string Yes(bool can) => can ? "yes" : "no";

    private static string Code(string? text) => text is null ? "" : $"`{text}`";
}
