namespace VoiceAgent.Transports.WebRtc.Dtls;

/// <summary>Two ends of a DTLS connection in one process, and the datagrams between them.</summary>
internal sealed class DtlsPair : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly byte[] _buffer = new byte[2048];

    public DtlsPair(IDtlsProvider server, IDtlsProvider client, TimeProvider time, DtlsOptions? options = null)
    {
        _time = time;
        _start = time.GetTimestamp();
        ServerCertificate = DtlsCertificate.Create(time);
        ClientCertificate = DtlsCertificate.Create(time);
        options ??= new DtlsOptions();
        Server = server.Create(DtlsRole.Server, ServerCertificate, options);
        Client = client.Create(DtlsRole.Client, ClientCertificate, options);
    }

    public IDtlsConnection Server { get; }

    public IDtlsConnection Client { get; }

    public DtlsCertificate ServerCertificate { get; }

    public DtlsCertificate ClientCertificate { get; }

    /// <summary>Returns true for a datagram that is lost.</summary>
    public Func<bool> IsLost { get; set; } = () => false;

    public int LongestDatagram { get; private set; }

    public TimeSpan Now => _time.GetElapsedTime(_start);

    public bool IsConnected => Server.State is DtlsState.Connected && Client.State is DtlsState.Connected;

    public void Start()
    {
        Server.Start(Now);
        Client.Start(Now);
    }

    /// <summary>Moves datagrams until neither end has any.</summary>
    public void Exchange()
    {
        while (Move(Client, Server) | Move(Server, Client)) { }
    }

    /// <summary>Exchanges and lets both timers fire, in real time, until connected or failed.</summary>
    public void Handshake(TimeSpan limit)
    {
        Start();
        Exchange();
        while (
            !IsConnected && Server.State is not DtlsState.Failed && Client.State is not DtlsState.Failed && Now < limit
        )
        {
            Server.HandleTimeout(Now);
            Client.HandleTimeout(Now);
            Exchange();
            Thread.Yield();
        }
    }

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
        ServerCertificate.Dispose();
        ClientCertificate.Dispose();
    }

    private bool Move(IDtlsConnection from, IDtlsConnection to)
    {
        var moved = false;
        while (from.TakeDatagram(_buffer) is > 0 and var length)
        {
            moved = true;
            LongestDatagram = Math.Max(LongestDatagram, length);
            if (!IsLost())
            {
                to.Receive(_buffer.AsSpan(0, length), Now);
            }
        }

        return moved;
    }
}
