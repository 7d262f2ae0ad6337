using System.Net;
using Microsoft.AspNetCore.Hosting;

namespace VoiceAgent.Tests.Vendors;

internal static class Loopback
{
    /// <summary>Listens at a free port, and tells of every connection.</summary>
    public static void UseUrlsOnLoopback(this IWebHostBuilder host, Action connected) =>
        host.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                    listen.Use(next =>
                        connection =>
                        {
                            connected();
                            return next(connection);
                        }
                    )
            )
        );
}
