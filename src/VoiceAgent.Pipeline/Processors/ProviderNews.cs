using VoiceAgent.Frames;

namespace VoiceAgent.Processors;

/// <summary>Tells operators and clients that a provider was replaced.</summary>
internal static class ProviderNews
{
    /// <summary>Writes it to the log and pushes it as a fact; nothing for null, which a broken engine may tell.</summary>
    public static ValueTask TellAsync(this ProcessorWork work, ProviderChange? change)
    {
        if (change is null)
        {
            return default;
        }

        work.Processor.Pump.Scope.Logger.ProviderChanged(change.Kind, change.Provider, change.Code, change.Next);
        return work.PushAsync(new ProviderChangedFrame(change));
    }
}
