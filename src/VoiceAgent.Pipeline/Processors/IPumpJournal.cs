namespace VoiceAgent.Processors;

/// <summary>Told of everything that comes to a session's pump from outside: inputs, words of works, timers, commands.</summary>
internal interface IPumpJournal
{
    /// <summary>Called once, before anything else.</summary>
    void Begin(SessionScope scope);

    /// <summary>All processors have started.</summary>
    void OnOpen(TimeSpan now);

    /// <summary>On the pump: an envelope is about to be dispatched.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="consequences">What was dispatched since the envelope before it and came from the processors themselves.</param>
    /// <param name="now">The time it is dispatched at.</param>
    void OnDispatch(in Envelope envelope, int consequences, TimeSpan now);
}

/// <summary>Decides in the pump's place when it takes what. The pump of such a session runs only when the script makes it.</summary>
internal interface IPumpScript
{
    /// <summary>Called once, before anything else.</summary>
    void Begin(SessionScope scope);

    /// <summary>Something has come from outside. From any thread.</summary>
    void Hold(in Envelope envelope);
}
