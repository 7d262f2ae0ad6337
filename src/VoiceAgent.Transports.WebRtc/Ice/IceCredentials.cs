using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace VoiceAgent.Transports.WebRtc.Ice;

/// <summary>Name fragment and password of one side of a connection (RFC 8445 section 5.3).</summary>
/// <param name="Fragment">Name fragment, 4 to 256 characters.</param>
/// <param name="Password">Password, 22 to 256 characters.</param>
internal sealed record IceCredentials(string Fragment, string Password)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    // 72 bits: the fragment finds the session among all on the socket, so it must not come twice.
    private const int FragmentLength = 12;
    private const int PasswordLength = 24;

    private static readonly SearchValues<char> IceCharacters = SearchValues.Create(Alphabet);

    /// <summary>The password as the key of HMACs.</summary>
    public byte[] Key { get; } = Encoding.UTF8.GetBytes(Password);

    /// <summary>New ones.</summary>
    public static IceCredentials Create() =>
        new(
            RandomNumberGenerator.GetString(Alphabet, FragmentLength),
            RandomNumberGenerator.GetString(Alphabet, PasswordLength)
        );

    /// <summary>True for text that may be a fragment or a password: only <c>ice-char</c> (RFC 8839 section 5.4).</summary>
    public static bool IsText(ReadOnlySpan<char> text, int least) =>
        text.Length >= least && text.Length <= 256 && !text.ContainsAnyExcept(IceCharacters);

    /// <inheritdoc />
    public override string ToString() => Fragment;
}
