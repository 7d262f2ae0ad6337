# syntax=docker/dockerfile:1
# The voice agent with its offline chain: no key, no download at run time.
#   docker build -t voice-agent . && docker run --rm -p 8080:8080 voice-agent
# .NET 10 images are Ubuntu 24.04, whose packages bring speech recognition and speech.

FROM node:22-bookworm-slim AS page
WORKDIR /source/client
COPY client/package.json client/package-lock.json client/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY client/ ./
RUN npm run build

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY .editorconfig global.json Directory.Build.props Directory.Packages.props ./
COPY eng/ eng/
COPY src/ src/
COPY --from=page /source/src/VoiceAgent.Host/wwwroot/ src/VoiceAgent.Host/wwwroot/
RUN dotnet publish src/VoiceAgent.Host -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpocketsphinx3 pocketsphinx-en-us libflite1 libopus0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/ ./
USER $APP_UID
EXPOSE 8080 8189/udp
# The image has no HTTP client; bash can speak enough of it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "voiceagent.dll"]
CMD ["serve", "--urls", "http://0.0.0.0:8080"]
