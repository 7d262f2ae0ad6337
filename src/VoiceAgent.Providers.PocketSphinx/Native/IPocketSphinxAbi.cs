namespace VoiceAgent.Providers.PocketSphinx.Native;

/// <summary>What differs between the two generations of the library.</summary>
internal interface IPocketSphinxAbi
{
    /// <summary>Makes a decoder.</summary>
    /// <param name="options">Options by name, without a leading dash.</param>
    /// <returns>An invalid handle when the library refuses the options or cannot read a file.</returns>
    DecoderHandle CreateDecoder(IReadOnlyList<(string Name, string Value)> options);

    /// <summary>Compiles a grammar whose words the decoder knows, and makes it what is searched; below 0 on failure.</summary>
    int SetGrammar(DecoderHandle decoder, string grammar);
}
