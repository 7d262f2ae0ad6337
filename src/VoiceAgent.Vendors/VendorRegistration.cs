using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VoiceAgent.DependencyInjection;

namespace VoiceAgent.Vendors;

/// <summary>How a vendor's services come into an application: what all <c>Add…</c> methods of providers do.</summary>
public static class VendorRegistration
{
    /// <summary>Adds services in a chain behind <c>AddVoiceAgent</c>.</summary>
    public static VoiceAgentBuilder With(this VoiceAgentBuilder builder, Action<IServiceCollection> add)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(add);
        add(builder.Services);
        return builder;
    }

    /// <summary>Adds a vendor's options, checked when the application starts.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; null for nothing.</param>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">Holds them to their ranges.</typeparam>
    public static IServiceCollection AddVendorOptions<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator
    >(this IServiceCollection services, Action<TOptions>? configure)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        return services;
    }

    /// <summary>Adds a vendor's service: under its name, and as the application's own where there is none yet.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The vendor's name, the key of the service.</param>
    /// <param name="create">Makes it, of the options and the application's clock, which may be missing.</param>
    /// <typeparam name="TService">Recogniser, model or voice.</typeparam>
    /// <typeparam name="TOptions">The vendor's options.</typeparam>
    public static IServiceCollection AddVendorService<
        TService,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions
    >(this IServiceCollection services, string name, Func<TOptions, TimeProvider?, TService> create)
        where TService : class
        where TOptions : class
    {
        services.TryAddKeyedSingleton<TService>(
            name,
            (provider, _) =>
                create(provider.GetRequiredService<IOptions<TOptions>>().Value, provider.GetService<TimeProvider>())
        );
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<TService>(name));
        return services;
    }
}
