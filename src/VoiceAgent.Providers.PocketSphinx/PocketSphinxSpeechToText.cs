using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VoiceAgent.Audio;
using VoiceAgent.Errors;
using VoiceAgent.Providers.PocketSphinx.Decoding;
using VoiceAgent.Providers.PocketSphinx.Features;
using VoiceAgent.Providers.PocketSphinx.Grammars;
using VoiceAgent.Providers.PocketSphinx.Native;
using VoiceAgent.Stt;

namespace VoiceAgent.Providers.PocketSphinx;

/// <summary>
/// Speech to text in this process with CMU PocketSphinx: English, 16 kHz, streamed, with interim results and word times. With
/// a grammar it hears the sentences of that grammar and refuses others; without one it takes dictation, as best it can.
/// </summary>
/// <remarks>
/// <para>
/// A grammar is written in JSGF (JSpeech Grammar Format 1.0). It begins with <c>#JSGF V1.0;</c> and <c>grammar name;</c>;
/// rules follow, at least one of them <c>public</c>; several public rules are alternatives of each other. Supported are
/// alternatives <c>a | b</c>, groups <c>( )</c>, optional parts <c>[ ]</c>, repetition <c>*</c> and <c>+</c>, references to
/// rules before or after their definition, quoted words, <c>&lt;NULL&gt;</c>, and comments. Tags <c>{ }</c> and weights <c>/2.5/</c>
/// are left out: every sentence is as likely as any other of its length. Not supported are <c>import</c>, <c>&lt;VOID&gt;</c> and rules
/// that use themselves. Words
/// are matched in lower case, and must be in the dictionary or in <see cref="PocketSphinxOptions.Pronunciations"/>: spell
/// numbers out. The text heard is lower case without punctuation.
/// </para>
/// <para>
/// Thread-safe. Decoders are kept and reused by later sessions of the same grammar; nothing of one session reaches the next,
/// because the features, with the cepstral mean that adapts to microphone and voice, are computed per session outside of them.
/// </para>
/// </remarks>
public sealed class PocketSphinxSpeechToText : IPrewarmedSpeechToText, IDisposable
{
    /// <summary>Grammars remembered with their pronunciations; beyond it all are forgotten and compiled again.</summary>
    private const int MaximumPlans = 64;

    private readonly PocketSphinxOptions _options;
    private readonly DecoderPool _pool;
    private readonly ConcurrentDictionary<string, Lazy<DecoderPlan>> _plans = new(StringComparer.Ordinal);
    private readonly Lazy<(IPocketSphinxAbi Abi, ModelFiles Model, FeatureParameters Features)> _engine;

    /// <summary>A recogniser with these options. Nothing is loaded before the first session.</summary>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public PocketSphinxSpeechToText(PocketSphinxOptions options, TimeProvider timeProvider)
    {
        var result = new PocketSphinxOptionsValidator().Validate(null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(
                nameof(PocketSphinxOptions),
                typeof(PocketSphinxOptions),
                result.Failures
            );
        }

        _options = options;
        _pool = new DecoderPool(options.MaximumSessions, options.LeaseTimeout, timeProvider);

        // A failure is not remembered: the library may be installed while the host runs.
        _engine = new(LoadEngine, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc />
    public SpeechToTextCapabilities Capabilities { get; } =
        new()
        {
            Name = "pocketsphinx",
            SpeechOnly = true,
            InterimResults = true,
            WordTimes = true,
            SampleRate = 16000,
        };

    /// <inheritdoc />
    /// <exception cref="VoiceAgentException">
    /// The library or its model is not installed (<see cref="ErrorCodes.EngineMissing"/>), the grammar is wrong
    /// (<see cref="ErrorCodes.InvalidGrammar"/>), all decoders are in use (<see cref="ErrorCodes.PoolExhausted"/>), the audio
    /// is not 16 kHz mono (<see cref="ErrorCodes.UnsupportedAudio"/>), or the language is not English
    /// (<see cref="ErrorCodes.InvalidConfiguration"/>).
    /// </exception>
    public async ValueTask<ISpeechToTextSession> OpenAsync(
        SpeechToTextSessionOptions options,
        CancellationToken cancellationToken
    )
    {
        Check(options);
        var plan = await PlanAsync(options.Grammar, cancellationToken).ConfigureAwait(false);
        var lease = await _pool.LeaseAsync(plan, cancellationToken).ConfigureAwait(false);
        var limits = new SegmentLimits { MinimumMargin = _options.MinimumMargin };
        return new PocketSphinxSession(lease, new SegmentDecoder(lease.Decoders, _engine.Value.Features, limits));
    }

    /// <summary>Makes decoders before they are needed, so that the first sessions open at once.</summary>
    /// <param name="grammar">The grammar of those sessions; null for dictation.</param>
    /// <param name="count">How many, at most <see cref="PocketSphinxOptions.MaximumSessions"/>.</param>
    /// <param name="cancellationToken">Gives up; what was made is kept.</param>
    /// <exception cref="VoiceAgentException">As for <see cref="OpenAsync"/>.</exception>
    public async Task PrewarmAsync(string? grammar, int count, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(grammar, cancellationToken).ConfigureAwait(false);
        await _pool
            .PrewarmAsync(plan, Math.Min(count, _options.MaximumSessions), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Makes one decoder for a session, so that the first one opens at once.</summary>
    /// <inheritdoc />
    public Task PrewarmAsync(SpeechToTextSessionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return PrewarmAsync(options.Grammar, count: 1, cancellationToken);
    }

    /// <summary>Frees idle decoders, and those of open sessions when they end.</summary>
    public void Dispose() => _pool.Dispose();

    private static void Check(SpeechToTextSessionOptions options)
    {
        if (options.Format != AudioFormat.Input16Khz)
        {
            throw new VoiceAgentException(
                ErrorCodes.UnsupportedAudio,
                $"PocketSphinx hears 16000 Hz mono, not {options.Format}; resample the audio first."
            );
        }

        if (
            options.Language is { Length: > 0 } language
            && !language.Equals("en", StringComparison.OrdinalIgnoreCase)
            && !language.StartsWith("en-", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new VoiceAgentException(
                ErrorCodes.InvalidConfiguration,
                "PocketSphinx hears English only; choose another speech to text provider for this language."
            );
        }
    }

    private (IPocketSphinxAbi Abi, ModelFiles Model, FeatureParameters Features) LoadEngine()
    {
        var abi = PocketSphinxLibrary.Load(_options.LibraryFolder);
        var model = ModelFiles.Find(_options.ModelFolder);
        return (abi, model, FeatureParameters.Read(Path.Combine(model.Acoustic, "feat.params")));
    }

    /// <summary>What sessions of a grammar share. Made once, off the caller's thread: it reads the dictionary.</summary>
    private async ValueTask<DecoderPlan> PlanAsync(string? grammar, CancellationToken cancellationToken)
    {
        // A grammar is never empty, so that key is free for dictation.
        var key = grammar ?? "";
        if (_plans.TryGetValue(key, out var known) && known.IsValueCreated)
        {
            return known.Value;
        }

        if (_plans.Count >= MaximumPlans)
        {
            _plans.Clear();
        }

        var plan = _plans.GetOrAdd(
            key,
            _ => new Lazy<DecoderPlan>(() => CreatePlan(grammar), LazyThreadSafetyMode.ExecutionAndPublication)
        );
        try
        {
            return await Task.Run(() => plan.Value, cancellationToken).ConfigureAwait(false);
        }
        catch (VoiceAgentException)
        {
            _plans.TryRemove(new(key, plan));
            throw;
        }
    }

    private DecoderPlan CreatePlan(string? grammar)
    {
        var (abi, model, features) = _engine.Value;
        return grammar is null
            ? DecoderPlan.Dictation(abi, model, features)
            : DecoderPlan.ForGrammar(
                abi,
                model,
                features,
                JsgfGrammar.Parse(grammar),
                _options.Pronunciations.AsReadOnly(),
                _options.RefusesOutsideGrammar
            );
    }
}
