using System.Net;
using VoiceAgent.Transports.WebRtc.Fixtures;

namespace VoiceAgent.Transports.WebRtc.Ice;

public sealed class IceLiteTests
{
    private readonly IceCredentials _local = IceCredentials.Create();
    private readonly IceCredentials _remote = IceCredentials.Create();
    private readonly byte[] _answer = new byte[StunBinding.MaxLength];
    private readonly IceLite _ice;

    public IceLiteTests() => _ice = new IceLite(_local, _remote);

    [Fact]
    public void A_check_is_answered_and_makes_its_source_the_path()
    {
        Assert.Equal(IceOutcome.Valid, Check(Address(1), isNominating: false));

        Assert.True(_ice.HasPath);
        Assert.Equal(Address(1), _ice.Path);
        Assert.Equal(TimeSpan.Zero, _ice.LastCheck);
        Assert.True(StunMessage.TryRead(_answer.AsSpan(0, AnswerLength), out var answer));
        Assert.Equal(StunType.BindingSuccess, answer.Type);
        Assert.True(answer.IsIntegrityRight(_local.Key));
    }

    [Fact]
    public void The_path_moves_only_when_the_peer_nominates_another()
    {
        Check(Address(1), isNominating: true);
        Check(Address(2), isNominating: false);
        Assert.Equal(Address(1), _ice.Path);

        Check(Address(2), isNominating: true);
        Assert.Equal(Address(2), _ice.Path);
    }

    [Fact]
    public void A_wrong_password_is_not_answered_and_gives_no_path()
    {
        var forged = new IceCredentials(_local.Fragment, IceCredentials.Create().Password);

        Assert.Equal(IceOutcome.WrongIntegrity, Check(Address(1), isNominating: true, forged));

        Assert.Equal(0, AnswerLength);
        Assert.False(_ice.HasPath);
        Assert.Null(_ice.LastCheck);
    }

    [Fact]
    public void Credentials_that_are_not_ours_are_not_known()
    {
        Assert.Equal(IceOutcome.UnknownCredentials, Check(Address(1), isNominating: true, IceCredentials.Create()));
        Assert.False(_ice.IsValid(Address(1)));
    }

    [Fact]
    public void After_a_restart_the_old_credentials_count_for_five_seconds_and_the_path_stays()
    {
        Check(Address(1), isNominating: true);
        var (local, remote) = (IceCredentials.Create(), IceCredentials.Create());

        _ice.Restart(local, remote, TimeSpan.FromSeconds(10));

        Assert.Equal(Address(1), _ice.Path);
        Assert.Equal(IceOutcome.Valid, Check(Address(1), isNominating: false, now: 14.9));
        Assert.Equal(IceOutcome.UnknownCredentials, Check(Address(1), isNominating: false, now: 15));
        Assert.Equal(IceOutcome.Valid, Check(Address(2), isNominating: true, local, remote, now: 16));
        Assert.Equal(Address(2), _ice.Path);
    }

    [Fact]
    public void A_peer_that_takes_itself_for_the_controlled_one_is_told()
    {
        var buffer = new byte[StunBinding.MaxLength];
        var writer = new StunWriter(buffer, StunType.BindingRequest, "transaction1"u8);
        writer.Add(
            StunAttribute.Username,
            System.Text.Encoding.ASCII.GetBytes($"{_local.Fragment}:{_remote.Fragment}")
        );
        writer.Add(StunAttribute.IceControlled, new byte[8]);
        writer.AddIntegrity(_local.Key);

        Assert.Equal(IceOutcome.Refused, Receive(buffer.AsSpan(0, writer.Length), Address(1), 0));

        AssertError(0x0457);
        Assert.False(_ice.HasPath);
    }

    [Fact]
    public void An_attribute_that_must_be_understood_and_is_not_is_refused()
    {
        var buffer = new byte[StunBinding.MaxLength];
        var writer = new StunWriter(buffer, StunType.BindingRequest, "transaction1"u8);
        writer.Add(
            StunAttribute.Username,
            System.Text.Encoding.ASCII.GetBytes($"{_local.Fragment}:{_remote.Fragment}")
        );
        writer.Add((StunAttribute)0x7001, new byte[3]);
        writer.AddIntegrity(_local.Key);

        Assert.Equal(IceOutcome.Refused, Receive(buffer.AsSpan(0, writer.Length), Address(1), 0));

        AssertError(0x0414);
    }

    [Fact]
    public void A_flood_of_paths_never_displaces_the_one_in_use()
    {
        Check(Address(1), isNominating: true);

        for (var port = 2; port < 100; port++)
        {
            Check(Address(port), isNominating: false, now: port);
        }

        Assert.Equal(Address(1), _ice.Path);
        Assert.True(_ice.IsValid(Address(99)));
        Assert.False(_ice.IsValid(Address(2)));
    }

    [Fact]
    public void A_path_that_is_forgotten_gives_way_to_another()
    {
        Check(Address(1), isNominating: true);
        Check(Address(2), isNominating: false);
        Check(Address(3), isNominating: false);

        _ice.Forget(Address(1));

        Assert.False(_ice.IsValid(Address(1)));
        Assert.True(_ice.IsValid(Address(2)));
        Assert.True(_ice.IsValid(Address(3)));
        Assert.True(_ice.HasPath);
        _ice.Forget(Address(2));
        _ice.Forget(Address(3));
        Assert.False(_ice.HasPath);
    }

    [Fact]
    public void The_checks_of_chromium_are_valid()
    {
        var check = Fixture.Datagrams()[0];
        Assert.True(StunMessage.TryRead(check, out var message));
        Assert.True(message.TryGet(StunAttribute.Username, out var username));
        var remote = new IceCredentials(System.Text.Encoding.ASCII.GetString(username).Split(':')[1], "unknown");
        var ice = new IceLite(new IceCredentials(Fixture.LocalFragment, Fixture.LocalPassword), remote);

        Assert.Equal(IceOutcome.Valid, ice.Receive(check, Address(5), TimeSpan.Zero, _answer, out _));
    }

    private int AnswerLength { get; set; }

    private static RtcAddress Address(int port) => RtcAddress.From(new IPEndPoint(IPAddress.Loopback, port), 0);

    private IceOutcome Check(
        RtcAddress from,
        bool isNominating,
        IceCredentials? local = null,
        IceCredentials? remote = null,
        double now = 0
    )
    {
        var buffer = new byte[StunBinding.MaxLength];
        var length = StunBinding.WriteRequest(
            buffer,
            "transaction1"u8,
            remote ?? _remote,
            local ?? _local,
            isNominating
        );
        return Receive(buffer.AsSpan(0, length), from, now);
    }

    private IceOutcome Receive(ReadOnlySpan<byte> datagram, RtcAddress from, double now)
    {
        var outcome = _ice.Receive(datagram, from, TimeSpan.FromSeconds(now), _answer, out var length);
        AnswerLength = length;
        return outcome;
    }

    private void AssertError(uint code)
    {
        Assert.True(StunMessage.TryRead(_answer.AsSpan(0, AnswerLength), out var answer));
        Assert.Equal(StunType.BindingError, answer.Type);
        Assert.True(answer.TryGet(StunAttribute.ErrorCode, out var value));
        Assert.Equal(code, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(value));
    }
}
