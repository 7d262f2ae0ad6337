using VoiceAgent.Errors;
using VoiceAgent.Providers.PocketSphinx.Native;

namespace VoiceAgent.Providers.PocketSphinx;

/// <summary>The files of an installed model.</summary>
/// <param name="Acoustic">Folder of the acoustic model.</param>
/// <param name="Dictionary">Words and their pronunciations.</param>
/// <param name="LanguageModel">For dictation; null when there is none.</param>
internal sealed record ModelFiles(string Acoustic, string Dictionary, string? LanguageModel)
{
    private const string Name = "en-us";

    // A missing or empty file makes the library end the process in some of its readers, so they are looked at first.
    private static readonly string[] Needed = ["mdef", "means", "variances", "transition_matrices", "feat.params"];

    /// <summary>Options that tell a decoder where the acoustic model is.</summary>
    internal IEnumerable<(string Name, string Value)> DecoderOptions()
    {
        yield return ("mdef", Path.Combine(Acoustic, "mdef"));
        yield return ("mean", Path.Combine(Acoustic, "means"));
        yield return ("var", Path.Combine(Acoustic, "variances"));
        yield return ("tmat", Path.Combine(Acoustic, "transition_matrices"));
        (string Option, string File)[] optional =
        [
            ("sendump", "sendump"),
            ("mixw", "mixture_weights"),
            ("fdict", "noisedict"),
            ("senmgau", "senmgau"),
        ];
        foreach (var (option, file) in optional.Where(o => File.Exists(Path.Combine(Acoustic, o.File))))
        {
            yield return (option, Path.Combine(Acoustic, file));
        }
    }

    /// <summary>Finds the model in the given folder, or where packages put it.</summary>
    /// <param name="folder">Folder that holds <c>en-us</c> and <c>cmudict-en-us.dict</c>; null to look around.</param>
    internal static ModelFiles? TryFind(string? folder) =>
        (folder is null ? UsualFolders() : [folder]).Select(TryOpen).FirstOrDefault(files => files is not null);

    /// <exception cref="VoiceAgentException">There is none: <see cref="ErrorCodes.EngineMissing"/>.</exception>
    internal static ModelFiles Find(string? folder) =>
        TryFind(folder) ?? throw new VoiceAgentException(ErrorCodes.EngineMissing, Missing(folder).ToString());

    internal static EngineAvailability Missing(string? folder) =>
        folder is null
            ? PocketSphinxLibrary.Missing("no acoustic model was found in the usual folders.")
            : EngineAvailability.Missing(
                PocketSphinxLibrary.EngineName,
                $"{folder} holds no whole model {Name}.",
                installCommand: null
            );

    private static IEnumerable<string> UsualFolders()
    {
        if (Environment.GetEnvironmentVariable("POCKETSPHINX_PATH") is { Length: > 0 } named)
        {
            yield return named;
            yield return Path.Combine(named, Name);
        }

        foreach (var root in new[] { "/usr/share", "/usr/local/share", "/opt/homebrew/share" })
        {
            yield return $"{root}/pocketsphinx/model/{Name}";
        }
    }

    private static ModelFiles? TryOpen(string folder)
    {
        var acoustic = Path.Combine(folder, Name);
        var dictionary = Path.Combine(folder, $"cmudict-{Name}.dict");
        var languageModel = Path.Combine(folder, $"{Name}.lm.bin");
        return Array.TrueForAll(Needed, file => HasContent(Path.Combine(acoustic, file))) && HasContent(dictionary)
            ? new(acoustic, dictionary, HasContent(languageModel) ? languageModel : null)
            : null;
    }

    private static bool HasContent(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };
}
