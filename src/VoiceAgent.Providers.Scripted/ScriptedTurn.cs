using Microsoft.Extensions.AI;

namespace VoiceAgent.Providers.Scripted;

/// <summary>What a scripted agent reads from a user message besides its text.</summary>
public static class ScriptedTurn
{
    /// <summary>
    /// Key in <see cref="ChatMessage.AdditionalProperties"/> of a user message. The value <see langword="true"/> says that
    /// speech was heard and refused by the recogniser; the agent then asks the user to say it again.
    /// </summary>
    public const string RejectedProperty = "voiceagent.rejected";
}
