using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebRtc.Engines;

/// <summary>Offers that are not taken: counted, and told with a stable code.</summary>
internal static class RtcRefusal
{
    /// <summary>There is no place for one more session.</summary>
    public static VoiceAgentException Busy(
        string problem = "There are as many WebRTC sessions as this server takes."
    ) => Of(ErrorCodes.ServerBusy, problem);

    /// <summary>The offer cannot be read, or lacks something.</summary>
    public static VoiceAgentException InvalidOffer(string problem) => Of(ErrorCodes.InvalidOffer, problem);

    private static VoiceAgentException Of(string code, string problem)
    {
        RtcMeter.Refused(code);
        return new VoiceAgentException(code, problem);
    }
}
