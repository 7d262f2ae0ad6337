using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace VoiceAgent.Transports.WebRtc.SipSorcery;

/// <summary>
/// An address of the peer (RFC 8839 section 5.1), as far as the library may be told of it: UDP, and an address, not a name, so that no peer decides
/// what this machine looks up.
/// </summary>
/// <param name="Endpoint">Where it is.</param>
/// <param name="Priority">How much the peer prefers it.</param>
/// <param name="Kind">Such as <c>host</c>.</param>
internal sealed record PeerCandidate(IPEndPoint Endpoint, uint Priority, string Kind)
{
    private const int MaxLength = 1024;
    private const int Component = 1;
    private const int Transport = 2;
    private const int PriorityField = 3;
    private const int Address = 4;
    private const int Port = 5;
    private const int KindField = 7;
    private const string Prefix = "candidate:";

    private static readonly string[] Kinds = ["host", "srflx", "prflx", "relay"];

    /// <summary>Reads the value of an <c>a=candidate</c> line, with or without its name. Throws nothing.</summary>
    /// <returns>False for what is none, and for what the library is not told of.</returns>
    public static bool TryRead(string text, [NotNullWhen(true)] out PeerCandidate? candidate)
    {
        candidate = null;
        if (text.Length > MaxLength)
        {
            return false;
        }

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (
            fields.Length <= KindField
            || fields[Component] != "1"
            || !fields[Transport].Equals("udp", StringComparison.OrdinalIgnoreCase)
            || !uint.TryParse(fields[PriorityField], NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
            || !IPAddress.TryParse(fields[Address], out var address)
            || !ushort.TryParse(fields[Port], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0
            || fields[KindField - 1] != "typ"
            || Array.IndexOf(Kinds, fields[KindField]) < 0
        )
        {
            return false;
        }

        candidate = new PeerCandidate(new IPEndPoint(address, port), priority, fields[KindField]);
        return true;
    }

    /// <summary>Reads those of a whole description.</summary>
    public static IEnumerable<PeerCandidate> ReadAll(string description)
    {
        const string Line = "a=" + Prefix;
        foreach (var line in description.Split('\n'))
        {
            if (line.StartsWith(Line, StringComparison.Ordinal) && TryRead(line[Line.Length..].TrimEnd(), out var read))
            {
                yield return read;
            }
        }
    }

    /// <summary>As the library reads it.</summary>
    public override string ToString() =>
        $"{Prefix}1 1 udp {Priority} {Endpoint.Address} {Endpoint.Port} typ {Kind} generation 0";
}
