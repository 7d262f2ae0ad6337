namespace VoiceAgent.Hosting.Endpoints;

/// <summary>The API's document and its page, and what to say when the web page was not built.</summary>
internal static class PageEndpoints
{
    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi();
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "api";
            options.SwaggerEndpoint("/openapi/v1.json", "VoiceAgent");
            options.DocumentTitle = "VoiceAgent API";
        });
    }

    /// <summary>Serves the web page, or says how to build it.</summary>
    public static void UsePage(this WebApplication app)
    {
        if (app.Environment.WebRootFileProvider.GetFileInfo("index.html").Exists)
        {
            app.UseDefaultFiles();
            app.UseStaticFiles();
            return;
        }

        app.MapGet(
                "/",
                () =>
                    Results.Text(
                        "The server runs, but its web page was not built. Start it with ./scripts/dev.sh start, or build the page: "
                            + "cd client && npm ci && npm run build"
                    )
            )
            .ExcludeFromDescription();
    }
}
