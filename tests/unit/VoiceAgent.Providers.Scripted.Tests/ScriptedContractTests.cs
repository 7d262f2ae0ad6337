using Microsoft.Extensions.AI;
using VoiceAgent.Testing.Contracts;

namespace VoiceAgent.Providers.Scripted;

public sealed class ScriptedContractTests : ChatClientContract
{
    protected override IChatClient CreateClient() => ScriptedAgent.Demo.CreateChatClient();
}
