using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>Registers SIPSorcery as the WebRTC engine.</summary>
public static class SipSorceryServices
{
    /// <summary>
    /// Makes SIPSorcery the engine of the WebRTC transport, whose options it is made with, whether that was added before or is added later. Calling
    /// it again changes nothing.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddSipSorceryEngine(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.RemoveAll<IRtcEngine>();
        services.AddSingleton<IRtcEngine>(provider => new SipSorceryRtcEngine(
            provider.GetRequiredService<IOptions<WebRtcTransportOptions>>().Value.ForEngine(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SipSorceryRtcEngine>>()
        ));
        return services;
    }

    /// <summary>The same, in a chain behind <c>AddVoiceAgent</c>.</summary>
    /// <param name="builder">The application's agents.</param>
    public static VoiceAgentBuilder AddSipSorceryEngine(this VoiceAgentBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSipSorceryEngine();
        return builder;
    }
}
