using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VoiceAgent.Tests.Vendors;

namespace VoiceAgent.Providers.ElevenLabsDotNet;

/// <summary>Speaks the part of ElevenLabs' wire format that the package uses: audio streamed over HTTP, in odd pieces.</summary>
public sealed class ElevenLabsHttpServer : VendorServer
{
    /// <summary>Audio of an answer, in bytes.</summary>
    public int Length { get; set; } = 24_000;

    public ElevenLabsDotNetOptions Options => new() { BaseUrl = Address.ToString(), ApiKey = Failing.Key };

    protected override void Map(WebApplication app) => app.MapPost("/v1/text-to-speech/{voice}/stream", StreamAsync);

    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "audio/pcm";
        context.Response.Headers["history-item-id"] = "clip-1";
        for (var sent = 0; sent < Length; sent += 999)
        {
            await context.Response.Body.WriteAsync(new byte[Math.Min(999, Length - sent)]);
            await context.Response.Body.FlushAsync();
        }
    }
}
