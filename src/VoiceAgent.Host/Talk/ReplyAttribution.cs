using VoiceAgent.Frames;

namespace VoiceAgent.Hosting.Talk;

/// <summary>
/// Tells which responses answer what was said last: those that began after the server took the turn. What is heard to its end only then,
/// such as a greeting that was talked over, answers nothing. Not thread-safe.
/// </summary>
internal sealed class ReplyAttribution
{
    private ResponseId _newest;
    private ResponseId _before;
    private bool _isTaken;

    /// <summary>Something new is said, and no response answers it yet.</summary>
    public void Say() => _isTaken = false;

    /// <summary>The server took it as a turn of the user.</summary>
    public void Take() => (_isTaken, _before) = (true, _newest);

    /// <summary>A response was mentioned.</summary>
    /// <returns>True when it is an answer.</returns>
    public bool Mention(ResponseId response)
    {
        _newest = response > _newest ? response : _newest;
        return _isTaken && response > _before;
    }
}
