using System.ComponentModel.DataAnnotations;

namespace VoiceAgent.Providers.PocketSphinx;

/// <summary>How PocketSphinx listens.</summary>
public sealed class PocketSphinxOptions
{
    /// <summary>
    /// Folder that holds <c>en-us/</c> (the acoustic model), <c>cmudict-en-us.dict</c> and, for dictation,
    /// <c>en-us.lm.bin</c>. Null looks at the environment variable <c>POCKETSPHINX_PATH</c> and where packages put it. A model
    /// is trusted like a library: the engine ends the process over some damaged files.
    /// </summary>
    public string? ModelFolder { get; set; }

    /// <summary>Folder to look for the libraries in before the system's own; null for the system's only.</summary>
    public string? LibraryFolder { get; set; }

    /// <summary>
    /// Pronunciations of words the dictionary lacks, or says otherwise: one or more for each word, in the phones of the
    /// dictionary file, such as <c>["vienna"] = ["V IY EH N AH"]</c>.
    /// </summary>
    public IDictionary<string, string[]> Pronunciations { get; set; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal);

    /// <summary>
    /// Most sessions at the same time, 1 to 1000; 32 by default. Each takes about 20 MB with a grammar of 250 words, 100 MB for
    /// dictation. A further one waits for <see cref="LeaseTimeout"/>.
    /// </summary>
    [Range(1, 1000)]
    public int MaximumSessions { get; set; } = 32;

    /// <summary>How long a new session waits for a place before it is refused, 0 to 60 s; 2 s by default.</summary>
    public TimeSpan LeaseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Refuse speech that does not sound like the grammar, which otherwise always finds some sentence in it. True by default; it
    /// doubles the work. Dictation refuses nothing.
    /// </summary>
    public bool RefusesOutsideGrammar { get; set; } = true;

    /// <summary>
    /// How much worse than any sequence of phones the grammar may explain the speech, as a difference of log scores per frame,
    /// -100 to 20; -12 by default. Higher refuses more.
    /// </summary>
    [Range(-100.0, 20.0)]
    public double MinimumMargin { get; set; } = -12;
}
