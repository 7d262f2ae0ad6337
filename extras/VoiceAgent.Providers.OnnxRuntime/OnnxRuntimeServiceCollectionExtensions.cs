using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceAgent.Providers.OnnxRuntime.Turns;
using VoiceAgent.Providers.OnnxRuntime.Vad;
using VoiceAgent.Turns;
using VoiceAgent.Vad;

namespace VoiceAgent.Providers.OnnxRuntime;

/// <summary>Registration of the models that ONNX Runtime runs.</summary>
public static class OnnxRuntimeServiceCollectionExtensions
{
    /// <summary>Makes Silero, run by ONNX Runtime, the voice activity detector, unless another one is registered already.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="modelPath">Path of <c>silero_vad.onnx</c>.</param>
    public static IServiceCollection AddOnnxSileroVad(this IServiceCollection services, string modelPath)
    {
        services.TryAddSingleton<IVoiceActivityModelFactory>(_ => new OnnxSileroVadFactory(modelPath));
        return services;
    }

    /// <summary>Makes smart-turn the turn model, unless another one is registered already. It is loaded when it is first asked for.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="modelPath">Path of <c>smart-turn-v3.x.onnx</c>.</param>
    public static IServiceCollection AddSmartTurn(this IServiceCollection services, string modelPath)
    {
        services.TryAddSingleton<ITurnModel>(_ => new SmartTurnModel(modelPath));
        return services;
    }
}
