namespace VoiceAgent.Resilience;

/// <summary>Hears what becomes of a <see cref="ProviderLeg{TSession,TCommand,TEvent}"/>. Called off the pump, one call at a time for each leg.</summary>
internal interface IProviderLegListener<in TEvent>
{
    /// <summary>The provider's session is open.</summary>
    void OnOpened(object leg);

    /// <summary>The provider said something.</summary>
    ValueTask OnEventAsync(object leg, TEvent item);

    /// <summary>The provider failed; the leg is of no use any more.</summary>
    void OnFailed(object leg, Exception exception);
}
