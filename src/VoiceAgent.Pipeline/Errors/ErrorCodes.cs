namespace VoiceAgent.Errors;

/// <summary>Every stable error code, in one place. A code never changes its meaning.</summary>
public static class ErrorCodes
{
    /// <summary>A native engine is not installed; the message names the command that installs it.</summary>
    public const string EngineMissing = "engine_missing";

    /// <summary>An engine or vendor failed in the middle of its work.</summary>
    public const string ProviderFailed = "provider_failed";

    /// <summary>An engine or vendor did not answer within its deadline.</summary>
    public const string ProviderTimeout = "provider_timeout";

    /// <summary>An engine or vendor answered with something that makes no sense.</summary>
    public const string ProviderGarbage = "provider_garbage";

    /// <summary>A vendor refused the key; the message names the setting, never the key.</summary>
    public const string ProviderUnauthorized = "provider_unauthorized";

    /// <summary>A vendor does not know the address, the model or the voice.</summary>
    public const string ProviderNotFound = "provider_not_found";

    /// <summary>A vendor takes no more requests now, or the account has nothing left.</summary>
    public const string ProviderRateLimited = "provider_rate_limited";

    /// <summary>A vendor is out of order or cannot be reached.</summary>
    public const string ProviderUnavailable = "provider_unavailable";

    /// <summary>A vendor refused the request as it is.</summary>
    public const string ProviderRefused = "provider_refused";

    /// <summary>Every decoder or connection of a pool is in use and none came free in time.</summary>
    public const string PoolExhausted = "pool_exhausted";

    /// <summary>A provider failed too often just now and is left alone for a moment.</summary>
    public const string CircuitOpen = "circuit_open";

    /// <summary>A provider was given up and another one, or a new connection, went on: nothing was lost.</summary>
    public const string ProviderChanged = "provider_changed";

    /// <summary>A processor threw.</summary>
    public const string ProcessorFailed = "processor_failed";

    /// <summary>A processor held the pump beyond its deadline.</summary>
    public const string ProcessorStuck = "processor_stuck";

    /// <summary>The session did not start within its deadline.</summary>
    public const string StartTimeout = "start_timeout";

    /// <summary>The session did not end within its deadline and was abandoned.</summary>
    public const string EndTimeout = "end_timeout";

    /// <summary>A bounded queue ran over.</summary>
    public const string Overflow = "overflow";

    /// <summary>A tool threw; the model was told.</summary>
    public const string ToolFailed = "tool_failed";

    /// <summary>A tool did not answer in time; the model was told.</summary>
    public const string ToolTimeout = "tool_timeout";

    /// <summary>Configuration is wrong; the message names the key and the fix.</summary>
    public const string InvalidConfiguration = "invalid_configuration";

    /// <summary>The file is no recording of a session.</summary>
    public const string InvalidRecording = "invalid_recording";

    /// <summary>The recording was written by a newer version.</summary>
    public const string NewerRecording = "newer_recording";

    /// <summary>The recording cannot be replayed: frames of an application cannot be written, and recordings of version 1
    /// without audio do not say what was left out.</summary>
    public const string NotReplayable = "not_replayable";

    /// <summary>A WAV file cannot be read.</summary>
    public const string InvalidWav = "invalid_wav";

    /// <summary>A grammar cannot be compiled.</summary>
    public const string InvalidGrammar = "invalid_grammar";

    /// <summary>An agent definition is wrong.</summary>
    public const string InvalidAgent = "invalid_agent";

    /// <summary>Sample rate, channels or encoding are not supported.</summary>
    public const string UnsupportedAudio = "unsupported_audio";

    /// <summary>The message is not valid JSON or lacks a field.</summary>
    public const string InvalidMessage = "invalid_message";

    /// <summary>The message's type is not known.</summary>
    public const string UnknownType = "unknown_type";

    /// <summary>Audio is not base64, has an odd length or comes in the wrong format.</summary>
    public const string InvalidAudio = "invalid_audio";

    /// <summary>A session description cannot be read, or has nothing in common with what is supported here.</summary>
    public const string InvalidOffer = "invalid_offer";

    /// <summary>The message is larger than allowed.</summary>
    public const string MessageTooLarge = "message_too_large";

    /// <summary>Something else came before the auth message.</summary>
    public const string AuthRequired = "auth_required";

    /// <summary>The token was refused.</summary>
    public const string AuthFailed = "auth_failed";

    /// <summary>The conversation cannot be resumed: it is over, or the resume token was used up or is somebody else's.</summary>
    public const string ResumeFailed = "resume_failed";

    /// <summary>There is no such connection: it is over, or its name is wrong.</summary>
    public const string UnknownConnection = "unknown_connection";

    /// <summary>The host has as many sessions as it takes.</summary>
    public const string ServerBusy = "server_busy";

    /// <summary>The client did not read what it was sent and was disconnected.</summary>
    public const string SlowClient = "slow_client";

    /// <summary>Something unexpected; the log holds the details.</summary>
    public const string Internal = "internal";
}
