namespace VoiceAgent.Vad;

/// <summary>A model that is told how loud a chunk is, and may know better: a recorder notes it, a replay says what it was.</summary>
internal interface IMeasuredModel : IVoiceActivityModel
{
    /// <summary>Judges a chunk, as <see cref="IVoiceActivityModel.Process"/> does.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="loudness">How loud it is, 0 to 1, as <see cref="Audio.LevelMeter.Loudness"/> counts.</param>
    float Process(ReadOnlySpan<float> chunk, ref float loudness);
}
