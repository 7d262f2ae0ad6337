using VoiceAgent.Errors;
using VoiceAgent.Transports.WebRtc;
using VoiceAgent.Transports.WebRtc.Engines;

namespace VoiceAgent.Hosting.Transports;

/// <summary>WebRTC as the configuration wants it.</summary>
internal static class WebRtcHosting
{
    private const string SipSorceryPackage = "VoiceAgent.Transports.WebRtc.SipSorcery";
    private const string SipSorceryEngine = $"{SipSorceryPackage}.SipSorceryRtcEngine, {SipSorceryPackage}";

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

    /// <summary>The package is optional, so that it is looked for by name.</summary>
    private static IRtcEngine CreateSipSorcery(IServiceProvider provider) =>
        Type.GetType(SipSorceryEngine) is { } type
            ? (IRtcEngine)ActivatorUtilities.CreateInstance(provider, type)
            : throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                $"{WebRtcHostOptions.Section}:Engine is SipSorcery, and {SipSorceryPackage}.dll is not beside the host: "
                    + "publish the package into its folder, or set Engine to Native."
            );
}
