namespace VoiceAgent.Providers.PocketSphinx.Native;

/// <summary>What differs between the two generations of the library.</summary>
internal interface IPocketSphinxAbi
{
    /// <summary>Makes a decoder.</summary>
    /// <param name="options">Options by name, without a leading dash.</param>
    /// <returns>An invalid handle when the library refuses the options or cannot read a file.</returns>
    DecoderHandle CreateDecoder(IReadOnlyList<(string Name, string Value)> options);
}
