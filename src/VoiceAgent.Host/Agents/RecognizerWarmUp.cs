using VoiceAgent.Sessions;
using VoiceAgent.Stt;

namespace VoiceAgent.Hosting.Agents;

/// <summary>
/// Compiles the agents' grammars when the host starts. The first caller would wait for it otherwise, and on a busy machine for so long that
/// the recogniser is given up.
/// </summary>
internal sealed partial class RecognizerWarmUp(IAgentCatalog agents, ILogger<RecognizerWarmUp> logger)
    : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var name in agents.Names)
        {
            try
            {
                if (
                    agents.Find(name) is
                    { SpeechToText: IPrewarmedSpeechToText recognizer, Stt.Session: { Grammar: not null } session }
                )
                {
                    await recognizer.PrewarmAsync(session, stoppingToken);
                }
            }
            catch (ObjectDisposedException)
            {
                // The host ended before it was ready.
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Who talks to the agent is told the same; the host goes on for the others.
                NotReady(logger, name, failure.Message);
            }
        }
    }

    [LoggerMessage(42, LogLevel.Error, "The recogniser of agent {Agent} cannot be made ready: {Reason}")]
    private static partial void NotReady(ILogger logger, string agent, string reason);
}
