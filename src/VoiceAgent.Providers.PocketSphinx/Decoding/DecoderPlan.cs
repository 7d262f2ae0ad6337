using VoiceAgent.Errors;
using VoiceAgent.Providers.PocketSphinx.Features;
using VoiceAgent.Providers.PocketSphinx.Grammars;
using VoiceAgent.Providers.PocketSphinx.Native;

namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>How to make the decoders of a kind: everything that sessions with the same grammar share. Thread-safe.</summary>
internal sealed class DecoderPlan
{
    // The cepstral mean is taken away before, and senone scores of all senones make the scores of two searches comparable.
    private static readonly (string, string)[] Common = [("cmn", "none"), ("agc", "none"), ("compallsen", "yes")];

    // Chosen by measuring, see docs/reference/pocketsphinx.md. The library's own numbers make silence dearer than a short word, so that
    // "noon" is heard in the quiet after a sentence; here silence costs next to nothing and each word something.
    private static readonly (string, string)[] Listening =
    [
        ("lw", "1"),
        ("wip", "1e-7"),
        ("pip", "0.1"),
        ("silprob", "0.5"),
        ("fillprob", "1e-8"),
        ("beam", "1e-60"),
        ("pbeam", "1e-60"),
        ("wbeam", "1e-50"),
        ("bestpath", "no"),
    ];

    // Narrow beams: they leave the score of a phone loop as it is and save a fifth of its time.
    private static readonly (string, string)[] Looping =
    [
        ("lw", "1"),
        ("wip", "0.06"),
        ("silprob", "0.5"),
        ("beam", "1e-20"),
        ("pbeam", "1e-20"),
        ("wbeam", "1e-15"),
        ("bestpath", "no"),
    ];

    private readonly IPocketSphinxAbi _abi;
    private readonly ModelFiles _model;
    private readonly FeatureParameters _features;
    private readonly (WordGraph Graph, IReadOnlyList<Pronunciation> Words, bool IsGuarded)? _grammar;

    private DecoderPlan(
        IPocketSphinxAbi abi,
        ModelFiles model,
        FeatureParameters features,
        (WordGraph Graph, IReadOnlyList<Pronunciation> Words, bool IsGuarded)? grammar
    )
    {
        _abi = abi;
        _model = model;
        _features = features;
        _grammar = grammar;
    }

    /// <summary>Decoders that take dictation.</summary>
    /// <exception cref="VoiceAgentException">The model has no language model: <see cref="ErrorCodes.EngineMissing"/>.</exception>
    internal static DecoderPlan Dictation(IPocketSphinxAbi abi, ModelFiles model, FeatureParameters features)
    {
        if (model.LanguageModel is null)
        {
            throw new VoiceAgentException(
                ErrorCodes.EngineMissing,
                PocketSphinxLibrary
                    .Missing("the model holds no language model, so it cannot take dictation.")
                    .ToString()
            );
        }

        return new(abi, model, features, grammar: null);
    }

    /// <summary>Decoders that listen for a grammar; guarded ones come with a phone loop that tells what is outside of it.</summary>
    /// <exception cref="VoiceAgentException">It is wrong: <see cref="ErrorCodes.InvalidGrammar"/>.</exception>
    internal static DecoderPlan ForGrammar(
        IPocketSphinxAbi abi,
        ModelFiles model,
        FeatureParameters features,
        JsgfGrammar grammar,
        IReadOnlyDictionary<string, string[]> pronunciations,
        bool isGuarded
    ) =>
        new(
            abi,
            model,
            features,
            (grammar.Graph, PronunciationDictionary.Find(model.Dictionary, grammar.Words, pronunciations), isGuarded)
        );

    /// <summary>Makes the decoders: some 30 ms with a grammar of 250 words, 300 ms for dictation. Blocks.</summary>
    internal DecoderSet Create()
    {
        NativeDecoder? main = null;
        NativeDecoder? background = null;
        try
        {
            if (_grammar is not { } grammar)
            {
                // The second pass over the words costs up to half a second at the end of a segment and mends nothing.
                main = NativeDecoder.Create(
                    _abi,
                    Options(("lm", _model.LanguageModel!), ("dict", _model.Dictionary), ("fwdflat", "no"))
                );
                return new DecoderSet(main, Background: null);
            }

            main = NativeDecoder.CreateForGraph(_abi, Options(Listening), grammar.Words, grammar.Graph);
            if (grammar.IsGuarded)
            {
                background = NativeDecoder.CreateForGraph(_abi, Options(Looping), PhoneLoop.Words, PhoneLoop.Graph);
            }

            return new DecoderSet(main, background);
        }
        catch
        {
            main?.Dispose();
            background?.Dispose();
            throw;
        }
    }

    private (string, string)[] Options(params ReadOnlySpan<(string Name, string Value)> options) =>
        [
            .. _model.DecoderOptions(),
            .. _features.DecoderOptions.Where(option => option.Name is not "agc"),
            .. Common,
            .. options,
        ];
}
