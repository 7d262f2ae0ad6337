using Microsoft.Extensions.Options;
using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Hosting.Transports;

/// <summary>WebRTC as the configuration wants it.</summary>
internal static class WebRtcHosting
{
    private const string SipSorceryPackage = "VoiceAgent.Transports.WebRtc.SipSorcery";
    private const string SipSorceryEngine = "SipSorceryRtcEngine";

    public static void AddWebRtc(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(WebRtcHostOptions.Section);
        var options = section.Get<WebRtcHostOptions>() ?? new WebRtcHostOptions();
        if (!options.Enabled)
        {
            return;
        }

        if (options.Engine == WebRtcEngineChoice.SipSorcery)
        {
            services.AddSingleton(CreateSipSorcery);
        }

        services.AddWebRtcTransport(section.Bind);
    }

    public static void MapWebRtc(this WebApplication app)
    {
        if (app.Services.GetService<IRtcEngine>() is null)
        {
            return;
        }

        app.MapVoiceAgentWebRtc();
        app.MapVoiceAgentPipecatWebRtc();
        app.MapVoiceAgentIceServers();
        app.MapVoiceAgentConnect();
    }

    private static IRtcEngine CreateSipSorcery(IServiceProvider provider)
    {
        var engine =
            OptionalPackage.Find(SipSorceryPackage, SipSorceryEngine)
            ?? throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"{WebRtcHostOptions.Section}:Engine is SipSorcery, and {SipSorceryPackage}.dll is not beside the host: "
                    + "publish the package into its folder, or set Engine to Native."
            );
        var options = provider.GetRequiredService<IOptions<WebRtcTransportOptions>>().Value;
        return (IRtcEngine)ActivatorUtilities.CreateInstance(provider, engine, options.ForEngine());
    }
}
