using Microsoft.Extensions.AI;
using VoiceAgent.Stt;
using VoiceAgent.Testing;
using VoiceAgent.Testing.Fakes;
using VoiceAgent.Tts;

namespace VoiceAgent.Resilience;

/// <summary>Chains of fakes named a, b, c.</summary>
internal static class Chain
{
    public static readonly string[] Names = ["a", "b", "c", "d"];

    public static ResilientChatClient Of(
        VirtualTime time,
        ChatResilienceOptions options,
        params FakeChatClient[] models
    ) => new(Candidates<IChatClient>(time, models), options, time, new Random(6));

    public static ResilientSpeechToText Of(
        VirtualTime time,
        SpeechToTextResilienceOptions options,
        params ISpeechToText[] recognizers
    ) => new(Candidates(time, recognizers), options, time);

    public static ResilientTextToSpeech Of(
        VirtualTime time,
        TextToSpeechResilienceOptions options,
        params ITextToSpeech[] voices
    ) => new(Candidates(time, voices), options, time);

    public static ProviderCircuit Circuit(string name) => new(name, new CircuitOptions(), TimeProvider.System);

    public static ProviderCandidate<T>[] Candidates<T>(VirtualTime time, T[] providers)
        where T : class =>
        [
            .. providers.Select(
                (provider, i) =>
                    new ProviderCandidate<T>(provider, new ProviderCircuit(Names[i], new CircuitOptions(), time))
            ),
        ];
}
