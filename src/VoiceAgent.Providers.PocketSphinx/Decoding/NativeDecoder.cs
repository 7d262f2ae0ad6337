using System.Runtime.InteropServices;
using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Providers.PocketSphinx.Grammars;
using VoiceAgent.Providers.PocketSphinx.Native;

namespace VoiceAgent.Providers.PocketSphinx.Decoding;

/// <summary>One decoder of the library, fed with finished frames. One call at a time; any thread.</summary>
internal sealed class NativeDecoder : IDisposable
{
    // Version 3 loses frames of a larger block in dictation, where a phone loop looks ahead of the search.
    private const int FramesAtOnce = 4;

    private static readonly TimeSpan FrameLength = TimeSpan.FromMilliseconds(10);

    private readonly DecoderHandle _handle;

    private NativeDecoder(DecoderHandle handle) => _handle = handle;

    /// <exception cref="VoiceAgentException">The library refused the options: <see cref="ErrorCodes.ProviderFailed"/>.</exception>
    internal static NativeDecoder Create(IPocketSphinxAbi abi, IReadOnlyList<(string Name, string Value)> options)
    {
        var handle = abi.CreateDecoder(options);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            throw new VoiceAgentException(
                ErrorCodes.ProviderFailed,
                "PocketSphinx refused its model; install the package pocketsphinx-en-us again."
            );
        }

        return new NativeDecoder(handle);
    }

    /// <summary>A decoder that listens for the sentences of a graph.</summary>
    /// <remarks>The library takes words and graph from files only: they are written, read while it starts, and deleted.</remarks>
    /// <exception cref="VoiceAgentException">As for <see cref="Create"/>.</exception>
    internal static NativeDecoder CreateForGraph(
        IPocketSphinxAbi abi,
        IReadOnlyList<(string Name, string Value)> options,
        IEnumerable<Pronunciation> words,
        WordGraph graph
    )
    {
        var folder = Directory.CreateTempSubdirectory("voiceagent-").FullName;
        try
        {
            var dictionary = Path.Combine(folder, "words.dict");
            var sentences = Path.Combine(folder, "sentences.fsg");
            File.WriteAllLines(dictionary, words.Select(word => $"{word.Word} {word.Phones}"));
            File.WriteAllText(sentences, graph.ToFsg());
            return Create(abi, [.. options, ("dict", dictionary), ("fsg", sentences)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal void Begin() => Check(PocketSphinxNative.StartUtterance(_handle));

    /// <summary>Decodes frames; takes about a tenth of the time they last.</summary>
    internal unsafe void Process(ReadOnlySpan<float[]> frames)
    {
        var pointers = stackalloc float*[FramesAtOnce];
        while (!frames.IsEmpty)
        {
            var count = Math.Min(frames.Length, FramesAtOnce);
            var cepstra = frames[0].Length;
            var block = new float[count * cepstra];
            for (var i = 0; i < count; i++)
            {
                frames[i].CopyTo(block, i * cepstra);
            }

            fixed (float* first = block)
            {
                for (var i = 0; i < count; i++)
                {
                    pointers[i] = first + (i * cepstra);
                }

                Check(PocketSphinxNative.ProcessCepstra(_handle, pointers, count, noSearch: 0, fullUtterance: 0));
            }

            frames = frames[count..];
        }
    }

    internal void End() => Check(PocketSphinxNative.EndUtterance(_handle));

    /// <summary>The best text so far, null for none, and its score: the logarithm of a likelihood, so it falls with time.</summary>
    internal (string? Text, int Score) Best()
    {
        var text = PocketSphinxNative.GetHypothesis(_handle, out var score);
        return (Marshal.PtrToStringUTF8(text), score);
    }

    /// <summary>The words of the best text and when they were said.</summary>
    internal List<WordTiming> Words()
    {
        var words = new List<WordTiming>();
        for (var i = PocketSphinxNative.FirstSegment(_handle); i != 0; i = PocketSphinxNative.NextSegment(i))
        {
            // Silences, noises and steps that say nothing stand in brackets; other ways to say a word are numbered.
            var word = Marshal.PtrToStringUTF8(PocketSphinxNative.SegmentWord(i)) ?? "";
            if (word.Length > 0 && char.IsLetterOrDigit(word[0]) || word.StartsWith('\''))
            {
                PocketSphinxNative.SegmentFrames(i, out var first, out var last);
                var name = PronunciationDictionary.WithoutNumber(word).ToString();
                words.Add(new(name, first * FrameLength, (last + 1) * FrameLength));
            }
        }

        return words;
    }

    public void Dispose() => _handle.Dispose();

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new VoiceAgentException(ErrorCodes.ProviderFailed, "PocketSphinx failed to decode; say it again.");
        }
    }
}
