using Microsoft.Extensions.Options;

namespace VoiceAgent.Providers.Flite;

/// <summary>Holds <see cref="FliteOptions"/> to their documented ranges.</summary>
[OptionsValidator]
internal sealed partial class FliteOptionsValidator : IValidateOptions<FliteOptions>;
