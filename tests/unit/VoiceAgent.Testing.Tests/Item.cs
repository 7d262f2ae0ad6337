namespace VoiceAgent.Testing;

/// <summary>A work item made of an action.</summary>
internal sealed class Item(Action action) : IThreadPoolWorkItem
{
    public void Execute() => action();
}
