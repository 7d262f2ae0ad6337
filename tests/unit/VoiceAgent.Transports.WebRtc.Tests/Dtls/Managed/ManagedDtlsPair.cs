using VoiceAgent.Transports.WebRtc.Network;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>A managed client and a managed server over an emulated path.</summary>
internal sealed class ManagedDtlsPair : IDisposable
{
    // Making keys is slow, and which they are does not matter.
    private static readonly DtlsCertificate ServerCertificate = DtlsCertificate.Create(TimeProvider.System);
    private static readonly DtlsCertificate ClientCertificate = DtlsCertificate.Create(TimeProvider.System);

    public ManagedDtlsPair(NetworkConditions conditions, int seed, DtlsOptions? options = null)
    {
        Client = new DtlsNode(
            new ManagedDtlsConnection(DtlsRole.Client, ClientCertificate, options ?? new DtlsOptions())
        );
        Server = new DtlsNode(
            new ManagedDtlsConnection(DtlsRole.Server, ServerCertificate, options ?? new DtlsOptions())
        );
        Network = new EmulatedNetwork(Client, Server, conditions, seed);
    }

    public DtlsNode Client { get; }

    public DtlsNode Server { get; }

    /// <summary>The client is on the left.</summary>
    public EmulatedNetwork Network { get; }

    public bool IsConnected =>
        Client.Connection.State is DtlsState.Connected && Server.Connection.State is DtlsState.Connected;

    public bool Handshake(TimeSpan? limit = null)
    {
        Client.Connection.Start(Network.Now);
        Server.Connection.Start(Network.Now);
        return Network.RunUntil(() => IsConnected, limit ?? TimeSpan.FromSeconds(30));
    }

    public void Dispose()
    {
        Client.Connection.Dispose();
        Server.Connection.Dispose();
    }
}
