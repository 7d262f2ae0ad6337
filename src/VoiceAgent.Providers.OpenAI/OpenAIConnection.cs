using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.Options;
using OpenAI;
using VoiceAgent.Errors;
using VoiceAgent.Vendors;
using VoiceAgent.Vendors.Http;

namespace VoiceAgent.Providers.OpenAI;

/// <summary>
/// The way to a server: its address, its key, and the connections all conversations share. One per application; the chat client, the
/// recogniser and the voice are made over it. Thread-safe. It owns its connections: dispose it last.
/// </summary>
public sealed class OpenAIConnection : IDisposable
{
    private readonly OpenAIOptions _options;
    private readonly OpenAIPreset _preset;
    private readonly HttpClient _http = VendorHttp.CreateClient();
    private readonly string? _key;

    /// <summary>A way with these options. It does not connect yet.</summary>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public OpenAIConnection(OpenAIOptions options)
    {
        var result = new OpenAIOptionsValidator().Validate(null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(nameof(OpenAIOptions), typeof(OpenAIOptions), result.Failures);
        }

        _options = options;
        _preset = OpenAIPresets.Find(options.Preset ?? "openai")!;
        Address = new Uri((options.BaseUrl ?? _preset.BaseUrl).TrimEnd('/') + '/');
        Vendor = new Vendor(
            _preset.Name,
            $"VoiceAgent:OpenAI:ApiKey (or {_preset.KeyVariable ?? "OPENAI_API_KEY"})",
            "VoiceAgent:OpenAI:BaseUrl"
        );
        _key = Given(options.ApiKey) ?? Given(KeyOf(_preset.KeyVariable));
    }

    internal OpenAIOptions Options => _options;

    internal OpenAIPreset Preset => _preset;

    internal HttpClient Http => _http;

    internal Vendor Vendor { get; }

    internal Uri Address { get; }

    /// <summary>True when the server can be asked: it has a key, or needs none.</summary>
    public bool IsConfigured => _key is not null || !NeedsKey;

    // A server of one's own needs no key; what it does with one is its business.
    private bool NeedsKey => _preset.KeyVariable is not null && _options.BaseUrl is null;

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary>The key.</summary>
    /// <exception cref="VoiceAgentException">There is none and one is needed.</exception>
    internal string Key() => NeedsKey ? Vendor.RequireKey(_key) : _key ?? "none";

    /// <summary>The name of a model or voice.</summary>
    /// <exception cref="VoiceAgentException">None is configured.</exception>
    internal string Require(string? name, string? preset, string setting) =>
        Given(name)
        ?? Given(preset)
        ?? throw new VoiceAgentException(
            ErrorCodes.InvalidConfiguration,
            $"{Vendor.Name} has to be told which one to use; set VoiceAgent:OpenAI:{setting}."
        );

    /// <summary>The library's client.</summary>
    internal OpenAIClient Client() =>
        new(
            new ApiKeyCredential(Key()),
            new OpenAIClientOptions
            {
                Endpoint = Address,
                Transport = new HttpClientPipelineTransport(_http),
                // Repeated above, where it is known what was heard already.
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = TimeSpan.FromSeconds(60),
            }
        );

    internal Exception Translate(Exception exception) =>
        exception switch
        {
            ClientResultException { Status: > 0 } answered => FromAnswer(answered),
            ClientResultException { InnerException: { } inner } => Translate(inner),
            AggregateException { InnerException: { } inner } => Translate(inner),
            // What the library throws when the JSON is not what it should be.
            KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException =>
                VendorFailure.Garbage(Vendor, "an answer that makes no sense", exception),
            _ => VendorFailure.From(Vendor, exception),
        };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? KeyOf(string? variable) =>
        variable is null ? null : Environment.GetEnvironmentVariable(variable);

    private VoiceAgentException FromAnswer(ClientResultException exception)
    {
        string? wait = null;
        string? date = null;
        string? code = null;
        if (exception.GetRawResponse() is { } response)
        {
            response.Headers.TryGetValue("Retry-After", out wait);
            response.Headers.TryGetValue("Date", out date);
            code = VendorHttp.CodeOf(response.Content.ToMemory());
        }

        // The library's exception prints the vendor's words, which may hold part of the key.
        return VendorFailure.FromStatus(Vendor, exception.Status, VendorFailure.RetryAfter(wait, date), code);
    }
}
