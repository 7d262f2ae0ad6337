using Microsoft.AspNetCore.Http;
using VoiceAgent.Errors;

namespace VoiceAgent.Transports.WebRtc.Endpoints;

/// <summary>Why a request failed.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code, one of <see cref="ErrorCodes"/>.</param>
/// <param name="Detail">What to do; may change.</param>
internal sealed record Failure(int Status, string Code, string Detail)
{
    public static Failure Wrong(string detail) =>
        new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidMessage, detail);

    public static Failure TooLarge(string detail) =>
        new(StatusCodes.Status413PayloadTooLarge, ErrorCodes.MessageTooLarge, detail);

    public static Failure Unknown() =>
        new(
            StatusCodes.Status404NotFound,
            ErrorCodes.UnknownConnection,
            "There is no such connection (any more); make a new offer without pc_id."
        );

    public static Failure NotAllowed() =>
        new(StatusCodes.Status403Forbidden, ErrorCodes.AuthFailed, "This origin is not allowed.");

    public static Failure Method(string allowed) =>
        new(StatusCodes.Status405MethodNotAllowed, ErrorCodes.InvalidMessage, $"Send one of {allowed}.");

    public static Failure Busy(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, ErrorCodes.ServerBusy, detail);

    public static Failure Of(VoiceAgentException exception) =>
        exception.Code switch
        {
            ErrorCodes.ServerBusy => Busy(exception.Message),
            ErrorCodes.InvalidOffer => new(StatusCodes.Status400BadRequest, exception.Code, exception.Message),
            _ => new(StatusCodes.Status500InternalServerError, exception.Code, exception.Message),
        };
}
