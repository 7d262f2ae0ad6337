using System.Globalization;

namespace VoiceAgent.Transports.WebSockets.Rtvi;

/// <summary>The protocol version agreed with a client.</summary>
/// <param name="Text">What <c>bot-ready</c> says.</param>
/// <param name="IsLegacy">True for 1.x: its clients know no progress of what is spoken.</param>
/// <param name="Complaint">What the client is told when its version was not understood; it is served all the same.</param>
internal sealed record RtviVersion(string Text, bool IsLegacy = false, string? Complaint = null)
{
    /// <summary>The version spoken here.</summary>
    public static RtviVersion Current { get; } = new("2.1.0");

    /// <summary>Agrees on a version.</summary>
    /// <param name="client">What the client said; null when it said none.</param>
    public static RtviVersion Agree(string? client)
    {
        if (string.IsNullOrEmpty(client))
        {
            return Current with
            {
                Complaint = $"Client version unknown; {Current.Text} is assumed. Compatibility issues may occur.",
            };
        }

        var parts = client.Split('.');
        if (
            parts.Length != 3
            || !Array.TrueForAll(
                parts,
                part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            )
        )
        {
            return Current with
            {
                Complaint = $"Invalid client version format ({Short(client)}); {Current.Text} is assumed.",
            };
        }

        return int.Parse(parts[0], CultureInfo.InvariantCulture) switch
        {
            2 => Current,
            1 => new RtviVersion(client, IsLegacy: true),
            _ => Current with
            {
                Complaint =
                    $"RTVI version {Short(client)} is not compatible with {Current.Text}. Compatibility issues may occur.",
            },
        };
    }

    private static string Short(string text) => text.Length <= 32 ? text : text[..32];
}
