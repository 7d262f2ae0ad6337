using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoiceAgent.Hosting.Agents;
using VoiceAgent.Sessions;

namespace VoiceAgent.Hosting.Endpoints;

/// <summary><c>/health</c> with details, <c>/health/live</c> for restarts, <c>/health/ready</c> for load balancers.</summary>
internal static class HealthEndpoints
{
    private const string Ready = "ready";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services
            .AddHealthChecks()
            .AddCheck<AgentHealthCheck>("agents", tags: [Ready])
            .AddCheck<EngineHealthCheck>("engines")
            .AddCheck<CapacityHealthCheck>("capacity", tags: [Ready]);
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks(
            "/health/live",
            new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }
        );
        app.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync }
        );
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new HealthAnswer(
                report.Status.ToString(),
                report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new HealthEntry(entry.Value.Status.ToString(), entry.Value.Description)
                )
            )
        );

    private sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, HealthEntry> Checks);

    private sealed record HealthEntry(string Status, string? Description);

    /// <summary>The default agent can be made.</summary>
    internal sealed class AgentHealthCheck(IAgentCatalog agents) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                agents.Find(null) is { } agent
                    ? HealthCheckResult.Healthy($"{agents.Names.Count} agents, default {agent.Name}")
                    : HealthCheckResult.Unhealthy("There is no agent.")
            );
    }

    /// <summary>Missing engines degrade the host; they do not stop it.</summary>
    internal sealed class EngineHealthCheck(EngineChoice engines) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            var missing = engines.Recognizers.Concat(engines.Voices).Where(engine => !engine.IsAvailable).ToArray();
            return Task.FromResult(
                missing.Length == 0
                    ? HealthCheckResult.Healthy("all there")
                    : HealthCheckResult.Degraded(
                        string.Join("; ", missing.Select(m => $"{m.Reason} Install: {m.InstallCommand}"))
                    )
            );
        }
    }

    /// <summary>There is room for another session.</summary>
    internal sealed class CapacityHealthCheck(
        VoiceSessionHandler sessions,
        Microsoft.Extensions.Options.IOptions<VoiceSessionOptions> options
    ) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            var description = $"{sessions.Active} of {options.Value.MaxSessions} sessions";
            return Task.FromResult(
                sessions.Active < options.Value.MaxSessions
                    ? HealthCheckResult.Healthy(description)
                    : HealthCheckResult.Unhealthy(description)
            );
        }
    }
}
