using System.Text;

namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>
/// The lite side of ICE (RFC 8445 sections 2.5 and 7.3): answers the peer's checks and learns from them where the peer is. The integrity is
/// checked before anything else is believed.
/// </summary>
internal sealed class IceLite
{
    /// <summary>Credentials of before a restart are answered for so long: checks of then may still be under way.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private readonly IcePaths _paths = new();
    private Generation _current;
    private Generation? _previous;
    private TimeSpan _previousUntil;

    public IceLite(IceCredentials local, IceCredentials remote) => _current = new Generation(local, remote);

    /// <summary>Our credentials.</summary>
    public IceCredentials Local => _current.Local;

    /// <summary>The peer's credentials.</summary>
    public IceCredentials Remote => _current.Remote;

    /// <summary>When the last genuine check came; null before the first.</summary>
    public TimeSpan? LastCheck { get; private set; }

    /// <summary>True once there is an address to send to.</summary>
    public bool HasPath => _paths.HasSelected;

    /// <summary>Where to send; default when there is none.</summary>
    public RtcAddress Path => _paths.Selected;

    /// <summary>True for an address the peer proved to own.</summary>
    public bool IsValid(in RtcAddress address) => _paths.Contains(address);

    /// <summary>Forgets an address that can no longer be reached.</summary>
    public void Forget(in RtcAddress address) => _paths.Remove(address);

    /// <summary>Takes new credentials of both sides (RFC 8445 section 9). The paths stay until the peer nominates another.</summary>
    public void Restart(IceCredentials local, IceCredentials remote, TimeSpan now)
    {
        _previous = _current;
        _previousUntil = now + Overlap;
        _current = new Generation(local, remote);
    }

    /// <summary>Takes a STUN message.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="from">Its source.</param>
    /// <param name="now">The caller's clock.</param>
    /// <param name="answer">Room for <see cref="StunBinding.MaxLength"/> bytes.</param>
    /// <param name="answerLength">Bytes to send back to the source; zero for none.</param>
    public IceOutcome Receive(
        ReadOnlySpan<byte> datagram,
        in RtcAddress from,
        TimeSpan now,
        Span<byte> answer,
        out int answerLength
    )
    {
        answerLength = 0;
        if (!StunMessage.TryRead(datagram, out var message) || message.Type is not StunType.BindingRequest)
        {
            return IceOutcome.Malformed;
        }

        if (!message.TryGet(StunAttribute.Username, out var username) || Find(username, now) is not { } generation)
        {
            return IceOutcome.UnknownCredentials;
        }

        var key = generation.Local.Key;
        if (!message.IsIntegrityRight(key))
        {
            return IceOutcome.WrongIntegrity;
        }

        if (message.FindUnknown() is > 0 and var unknown)
        {
            answerLength = StunBinding.WriteUnknownAttribute(answer, message, unknown, key);
            return IceOutcome.Refused;
        }

        if (message.TryGet(StunAttribute.IceControlled, out _))
        {
            answerLength = StunBinding.WriteRoleConflict(answer, message, key);
            return IceOutcome.Refused;
        }

        _paths.Add(from, message.TryGet(StunAttribute.UseCandidate, out _), now);
        LastCheck = now;
        answerLength = StunBinding.WriteSuccess(answer, message, from, key);
        return IceOutcome.Valid;
    }

    private Generation? Find(ReadOnlySpan<byte> username, TimeSpan now)
    {
        if (username.SequenceEqual(_current.Username))
        {
            return _current;
        }

        return _previous is not null && now < _previousUntil && username.SequenceEqual(_previous.Username)
            ? _previous
            : null;
    }

    /// <summary>The credentials of both sides between two restarts.</summary>
    private sealed record Generation(IceCredentials Local, IceCredentials Remote)
    {
        public byte[] Username { get; } = Encoding.UTF8.GetBytes($"{Local.Fragment}:{Remote.Fragment}");
    }
}
