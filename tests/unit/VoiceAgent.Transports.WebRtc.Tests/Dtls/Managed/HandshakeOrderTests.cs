using VoiceAgent.Transports.WebRtc.Fixtures;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>What real peers and bad networks do to a handshake, datagram by datagram.</summary>
public sealed class HandshakeOrderTests
{
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(TimeProvider.System);

    /// <summary>Chromium's hello as it came, in two datagrams, three times over.</summary>
    private static List<byte[]> ChromiumHellos =>
        [.. Fixture.Datagrams().Where(datagram => datagram[0] == (byte)ContentType.Handshake)];

    public static TheoryData<int[]> Arrivals =>
        [
            new([0, 1]),
            new([1, 0]),
            // The first datagram is lost, and only one half of the retransmission arrives.
            new([1, 2]),
            new([0, 3]),
            new([0, 0, 2, 1]),
            new([3, 1, 5, 4]),
        ];

    [Theory]
    [MemberData(nameof(Arrivals))]
    public void Chromiums_hello_in_two_datagrams_is_answered_in_whatever_way_they_arrive(int[] arrivals)
    {
        using var server = Create(DtlsRole.Server);
        var buffer = new byte[2048];
        foreach (var arrival in arrivals[..^1])
        {
            server.Receive(ChromiumHellos[arrival], TimeSpan.Zero);
            Assert.Equal(0, server.TakeDatagram(buffer));
        }

        server.Receive(ChromiumHellos[arrivals[^1]], TimeSpan.Zero);

        Assert.InRange(server.TakeDatagram(buffer), 500, 1200);
        Assert.Equal(DtlsState.Handshaking, server.State);
    }

    [Fact]
    public void A_hello_that_is_repeated_is_answered_once_for_all_its_datagrams()
    {
        using var server = Create(DtlsRole.Server);
        var buffer = new byte[2048];
        foreach (var hello in ChromiumHellos)
        {
            server.Receive(hello, TimeSpan.FromMilliseconds(1));
        }

        Assert.True(server.TakeDatagram(buffer) > 0);
        Assert.Equal(0, server.TakeDatagram(buffer));
        server.Receive(ChromiumHellos[2], TimeSpan.FromMilliseconds(40));
        server.Receive(ChromiumHellos[3], TimeSpan.FromMilliseconds(41));
        Assert.True(server.TakeDatagram(buffer) > 0);
        Assert.Equal(0, server.TakeDatagram(buffer));
    }

    [Fact]
    public void A_finished_that_overtakes_a_lost_certificate_verify_waits_for_it()
    {
        var flight = ClientFlight(out var client, out var server);
        using (client)
        using (server)
        {
            foreach (var part in flight.Where(part => part.Type is not HandshakeType.CertificateVerify))
            {
                server.Receive(part.Datagram, TimeSpan.Zero);
            }

            Assert.Equal(DtlsState.Handshaking, server.State);
            foreach (var part in flight.Where(part => part.Type is HandshakeType.CertificateVerify))
            {
                server.Receive(part.Datagram, TimeSpan.Zero);
            }

            Assert.Equal(DtlsState.Connected, server.State);
        }
    }

    [Fact]
    public void The_clients_flight_may_arrive_backwards()
    {
        var flight = ClientFlight(out var client, out var server);
        using (client)
        using (server)
        {
            // Finished comes before there are keys to read it with; when the client repeats itself it is read.
            foreach (var part in Enumerable.Reverse(flight).Concat(Enumerable.Reverse(flight)))
            {
                server.Receive(part.Datagram, TimeSpan.Zero);
            }

            Assert.Equal(DtlsState.Connected, server.State);
        }
    }

    [Fact]
    public void A_finished_that_is_not_encrypted_is_dropped()
    {
        var flight = ClientFlight(out var client, out var server);
        using (client)
        using (server)
        {
            foreach (var part in flight.Where(part => part.Type is not HandshakeType.Finished))
            {
                server.Receive(part.Datagram, TimeSpan.Zero);
            }

            var forged = HandshakeMessage.Create(HandshakeType.Finished, 4, new byte[12]);
            server.Receive(Record(ContentType.Handshake, 0, forged.Whole.Span), TimeSpan.Zero);
            Assert.Equal(DtlsState.Handshaking, server.State);
            server.Receive(flight.Find(part => part.Type is HandshakeType.Finished).Datagram, TimeSpan.Zero);
            Assert.Equal(DtlsState.Connected, server.State);
        }
    }

    [Fact]
    public void Data_before_the_handshake_is_done_is_dropped()
    {
        using var server = Create(DtlsRole.Server);
        server.Receive(Record(ContentType.ApplicationData, 0, [1, 2, 3]), TimeSpan.Zero);

        Assert.Equal(0, server.TakeData(new byte[100]));
        Assert.Equal(1, server.Dropped);
    }

    [Fact]
    public void A_replayed_record_is_dropped()
    {
        Connect(out var client, out var server);
        using (client)
        using (server)
        {
            var buffer = new byte[2048];
            Assert.True(client.Send([7]));
            var record = buffer[..client.TakeDatagram(buffer)];
            server.Receive(record, TimeSpan.Zero);
            server.Receive(record, TimeSpan.Zero);

            Assert.Equal(1, server.TakeData(buffer));
            Assert.Equal(0, server.TakeData(buffer));
            Assert.Equal(1, server.Dropped);
        }
    }

    [Fact]
    public void Records_out_of_order_are_taken_within_the_window_and_not_behind_it()
    {
        Connect(out var client, out var server);
        using (client)
        using (server)
        {
            var buffer = new byte[2048];
            var records = new List<byte[]>();
            for (var i = 0; i < 200; i++)
            {
                Assert.True(client.Send([(byte)i]));
                records.Add(buffer[..client.TakeDatagram(buffer)]);
            }

            foreach (var record in Enumerable.Reverse(records))
            {
                server.Receive(record, TimeSpan.Zero);
            }

            var count = 0;
            while (server.TakeData(buffer) > 0)
            {
                count++;
            }

            Assert.Equal(Srtp.ReplayWindow.Length, count);
        }
    }

    [Fact]
    public void Records_allocate_nothing()
    {
        Connect(out var client, out var server);
        using (client)
        using (server)
        {
            var data = new byte[1160];
            var buffer = new byte[2048];
            var before = 0L;
            for (var i = 0; i < 1100; i++)
            {
                before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
                client.Send(data);
                server.Receive(buffer.AsSpan(0, client.TakeDatagram(buffer)), TimeSpan.Zero);
                server.TakeData(buffer);
            }

            // Not a byte a record; what is counted is the test's own.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);
        }
    }

    [Fact]
    public void Alerts_and_handshakes_that_are_not_encrypted_do_not_touch_a_connection()
    {
        Connect(out var client, out var server);
        using (client)
        using (server)
        {
            server.Receive(Record(ContentType.Alert, 0, [2, 40]), TimeSpan.Zero);
            server.Receive(ChromiumHellos[0], TimeSpan.FromSeconds(1));
            server.Receive(ChromiumHellos[1], TimeSpan.FromSeconds(1));

            Assert.Equal(DtlsState.Connected, server.State);
            Assert.Equal(0, server.TakeDatagram(new byte[2048]));
        }
    }

    [Fact]
    public void A_fatal_alert_ends_a_handshake()
    {
        using var client = Create(DtlsRole.Client);
        client.Start(TimeSpan.Zero);
        client.Receive(Record(ContentType.Alert, 0, [2, 40]), TimeSpan.Zero);

        Assert.Equal(DtlsState.Failed, client.State);
        Assert.Contains("HandshakeFailure", client.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Fragments_of_nothing_change_nothing()
    {
        // One such fragment sent pion into an endless loop.
        using var server = Create(DtlsRole.Server);
        var empty = new byte[12];
        HandshakeMessage.WriteHeader(empty, HandshakeType.ClientHello, 500, 0, 10, 0);
        var beyond = new byte[112];
        HandshakeMessage.WriteHeader(beyond, HandshakeType.ClientHello, 50, 0, 10, 100);
        var huge = new byte[22];
        HandshakeMessage.WriteHeader(huge, HandshakeType.ClientHello, 0xFFFFFF, 0, 0, 10);
        foreach (var fragment in new[] { empty, beyond, huge })
        {
            server.Receive(Record(ContentType.Handshake, 0, fragment), TimeSpan.Zero);
        }

        Assert.Equal(3, server.Dropped);
        Assert.Equal(DtlsState.Handshaking, server.State);
    }

    [Fact]
    public void A_server_that_wants_its_cookie_back_gets_it()
    {
        using var client = Create(DtlsRole.Client);
        var buffer = new byte[2048];
        client.Start(TimeSpan.Zero);
        Assert.True(client.TakeDatagram(buffer) > 0);
        byte[] cookie = [.. Enumerable.Range(1, 20).Select(value => (byte)value)];
        byte[] body = [0xFE, 0xFF, 20, .. cookie];
        var request = HandshakeMessage.Create(HandshakeType.HelloVerifyRequest, 0, body);
        client.Receive(Record(ContentType.Handshake, 0, request.Whole.Span), TimeSpan.Zero);

        var hello = buffer[..client.TakeDatagram(buffer)];
        Assert.True(hello.AsSpan().IndexOf(cookie) > 0);
        Assert.Equal(1, hello[RecordHeader.Bytes + 5]);
    }

    [Fact]
    public void Renegotiation_is_refused()
    {
        Connect(out var client, out var server);
        using (client)
        using (server)
        {
            var buffer = new byte[2048];
            var secrets = Assert.IsType<RecordCipher>(server.IncomingCipher);
            var hello = HandshakeMessage.Create(HandshakeType.ClientHello, 0, ClientHello.Write(new byte[32], []));
            var header = new RecordHeader(ContentType.Handshake, 1, 1000);
            var record = new byte[RecordHeader.Bytes + hello.Whole.Length + RecordCipher.Overhead];
            header.Write(record, record.Length - RecordHeader.Bytes);
            secrets.Protect(header, hello.Whole.Span, record.AsSpan(RecordHeader.Bytes));
            server.Receive(record, TimeSpan.Zero);

            Assert.Equal(DtlsState.Connected, server.State);
            var answer = buffer[..server.TakeDatagram(buffer)];
            Assert.Equal((byte)ContentType.Alert, answer[0]);
            client.Receive(answer, TimeSpan.Zero);
            Assert.Equal(DtlsState.Connected, client.State);
        }
    }

    private static ManagedDtlsConnection Create(DtlsRole role) => new(role, Certificate, new DtlsOptions());

    private static byte[] Record(ContentType type, ushort epoch, ReadOnlySpan<byte> content)
    {
        var record = new byte[RecordHeader.Bytes + content.Length];
        new RecordHeader(type, epoch, 5).Write(record, content.Length);
        content.CopyTo(record.AsSpan(RecordHeader.Bytes));
        return record;
    }

    private static void Connect(out ManagedDtlsConnection client, out ManagedDtlsConnection server)
    {
        foreach (var (datagram, _) in ClientFlight(out client, out server))
        {
            server.Receive(datagram, TimeSpan.Zero);
        }

        var buffer = new byte[2048];
        client.Receive(buffer.AsSpan(0, server.TakeDatagram(buffer)), TimeSpan.Zero);
        Assert.Equal((DtlsState.Connected, DtlsState.Connected), (client.State, server.State));
    }

    /// <summary>Brings both ends to the client's second flight, which is cut into one datagram for each message.</summary>
    private static List<(byte[] Datagram, HandshakeType Type)> ClientFlight(
        out ManagedDtlsConnection client,
        out ManagedDtlsConnection server
    )
    {
        client = Create(DtlsRole.Client);
        server = Create(DtlsRole.Server);
        var buffer = new byte[2048];
        client.Start(TimeSpan.Zero);
        server.Receive(buffer.AsSpan(0, client.TakeDatagram(buffer)), TimeSpan.Zero);
        client.Receive(buffer.AsSpan(0, server.TakeDatagram(buffer)), TimeSpan.Zero);
        ReadOnlySpan<byte> datagram = buffer.AsSpan(0, client.TakeDatagram(buffer));
        var parts = new List<(byte[], HandshakeType)>();
        while (RecordHeader.TryRead(ref datagram, out var header, out var fragment))
        {
            var record = new byte[RecordHeader.Bytes + fragment.Length];
            header.Write(record, fragment.Length);
            fragment.CopyTo(record.AsSpan(RecordHeader.Bytes));
            if (header.Type is ContentType.Handshake)
            {
                parts.Add((record, header.Epoch == 1 ? HandshakeType.Finished : (HandshakeType)fragment[0]));
            }
        }

        Assert.Equal(4, parts.Count);
        return parts;
    }
}
