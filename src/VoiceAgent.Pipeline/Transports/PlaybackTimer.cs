using VoiceAgent.Processors;

namespace VoiceAgent.Transports;

/// <summary>When playback is to be looked at next. Setting it to the time it is set to already costs nothing. Only on the pump.</summary>
internal sealed class PlaybackTimer(ProcessorTimer timer) : IDisposable
{
    private TimeSpan _due;

    /// <summary>Sets it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="due">When; <see cref="TimeSpan.MaxValue"/> for never.</param>
    public void Set(TimeSpan now, TimeSpan due)
    {
        if (due == TimeSpan.MaxValue)
        {
            timer.Clear();
        }
        else if (due != _due || !timer.IsSet)
        {
            timer.Set(due - now);
        }

        _due = due;
    }

    public void Dispose() => timer.Dispose();
}
