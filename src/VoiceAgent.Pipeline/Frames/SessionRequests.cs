namespace VoiceAgent.Frames;

/// <summary>
/// Asks for the session to end when everything said so far was heard. Pushed in either direction by any processor; the worker turns it
/// into an <see cref="EndFrame"/>.
/// </summary>
/// <param name="Reason">For logs; no content.</param>
public sealed record EndSessionFrame(string Reason) : SystemFrame;

/// <summary>Asks for another agent to go on with the conversation. Pushed in either direction.</summary>
/// <param name="Agent">Its name in the catalogue.</param>
public sealed record TransferFrame(string Agent) : SystemFrame;
