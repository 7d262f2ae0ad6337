namespace VoiceAgent.Providers.Scripted.Definitions;

/// <summary>Names of intents that mean something to a form in progress. Outside forms they are intents like any other.</summary>
internal static class Roles
{
    /// <summary>Agrees to a confirmation.</summary>
    public const string Yes = "yes";

    /// <summary>Disagrees with a confirmation.</summary>
    public const string No = "no";

    /// <summary>Gives up the form.</summary>
    public const string Cancel = "cancel";

    /// <summary>Asks what can be said.</summary>
    public const string Help = "help";
}
