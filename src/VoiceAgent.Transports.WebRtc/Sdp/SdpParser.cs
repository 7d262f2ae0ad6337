using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VoiceAgent.Transports.WebRtc.Sdp;

/// <summary>Reads a peer's description. Throws nothing, whatever it is given; what it does not know it passes over.</summary>
internal static class SdpParser
{
    private const int Sha256Length = 32;

    /// <summary>Reads a description.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="offer">What it says.</param>
    /// <param name="problem">Why it cannot be read, for the peer.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SdpOffer? offer, out string problem)
    {
        (offer, problem) = (null, "");
        if (text.Length > SdpLimits.Length)
        {
            problem = $"the description has {text.Length} characters, at most {SdpLimits.Length} are read";
            return false;
        }

        if (!text.StartsWith("v=0", StringComparison.Ordinal))
        {
            problem = "a description begins with v=0";
            return false;
        }

        var read = new SdpOffer();
        SdpMedia? media = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length < 2 || line[1] != '=')
            {
                continue;
            }

            var value = line[2..];
            if (line[0] is 'm')
            {
                if (read.Media.Count == SdpLimits.Media || !TryReadMedia(value, out media))
                {
                    problem = $"media section {read.Media.Count + 1} cannot be read, or is one too many";
                    return false;
                }

                read.Media.Add(media);
            }
            else if (line[0] is 'a')
            {
                ReadAttribute(read, media, value);
            }
        }

        offer = read;
        return true;
    }

    private static bool TryReadMedia(ReadOnlySpan<char> line, [NotNullWhen(true)] out SdpMedia? media)
    {
        media = null;
        var parts = line.Trim().ToString().Split(' ', SdpLimits.Items + 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 4 || !TryReadNumber(parts[1], out var port))
        {
            return false;
        }

        media = new SdpMedia
        {
            Kind = parts[0],
            Port = port,
            Protocol = parts[2],
            Formats = parts[3..Math.Min(parts.Length, SdpLimits.Items + 2)],
        };

        // DTLS/SCTP 5000: the port stands where formats do.
        if (media.IsOldDataSyntax && TryReadPort(parts[3], out var sctpPort))
        {
            media.SctpPort = sctpPort;
        }

        return true;
    }

    private static void ReadAttribute(SdpOffer offer, SdpMedia? media, ReadOnlySpan<char> attribute)
    {
        var colon = attribute.IndexOf(':');
        var name = colon < 0 ? attribute : attribute[..colon];
        var value = colon < 0 ? default : attribute[(colon + 1)..].Trim();
        if (!TryReadTransport(media?.Transport ?? offer.Transport, name, value))
        {
            if (media is null)
            {
                ReadSession(offer, name, value);
            }
            else if (!TryReadDirection(media, name))
            {
                ReadMediaAttribute(media, name, value);
            }
        }
    }

    private static bool TryReadTransport(SdpTransport transport, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "ice-ufrag":
                transport.Fragment = value.ToString();
                return true;
            case "ice-pwd":
                transport.Password = value.ToString();
                return true;
            case "fingerprint":
                ReadFingerprint(transport, value);
                return true;
            case "setup":
                transport.Setup = value switch
                {
                    "actpass" => SdpSetup.ActiveOrPassive,
                    "active" => SdpSetup.Active,
                    "passive" => SdpSetup.Passive,
                    "holdconn" => SdpSetup.HoldConnection,
                    _ => null,
                };
                return true;
            default:
                return false;
        }
    }

    private static void ReadFingerprint(SdpTransport transport, ReadOnlySpan<char> value)
    {
        const string Algorithm = "sha-256 ";
        if (
            !value.StartsWith(Algorithm, StringComparison.OrdinalIgnoreCase)
            || transport.Fingerprints.Count == SdpLimits.Items
        )
        {
            return;
        }

        var digits = value[Algorithm.Length..].Trim();
        if (digits.Length != (3 * Sha256Length) - 1)
        {
            return;
        }

        var hash = new byte[Sha256Length];
        for (var i = 0; i < hash.Length; i++)
        {
            if (
                !byte.TryParse(
                    digits.Slice(3 * i, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out hash[i]
                ) || (i > 0 && digits[(3 * i) - 1] != ':')
            )
            {
                return;
            }
        }

        transport.Fingerprints.Add(hash);
    }

    private static void ReadSession(SdpOffer offer, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        const string Bundle = "BUNDLE";
        if (name is "ice-lite")
        {
            offer.IsLite = true;
        }
        else if (name is "group" && offer.Bundle.Count == 0 && value.StartsWith(Bundle, StringComparison.Ordinal))
        {
            var names = value[Bundle.Length..].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            offer.Bundle.AddRange(names.Take(SdpLimits.Media));
        }
    }

    private static bool TryReadDirection(SdpMedia media, ReadOnlySpan<char> name)
    {
        SdpDirection? direction = name switch
        {
            "sendrecv" => SdpDirection.SendReceive,
            "sendonly" => SdpDirection.Send,
            "recvonly" => SdpDirection.Receive,
            "inactive" => SdpDirection.Inactive,
            _ => null,
        };
        media.Direction = direction ?? media.Direction;
        return direction is not null;
    }

    private static void ReadMediaAttribute(SdpMedia media, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "mid":
                media.Mid = value.ToString();
                break;
            case "rtcp-mux":
                media.IsRtcpMultiplexed = true;
                break;
            case "bundle-only":
                media.IsBundleOnly = true;
                break;
            case "rtpmap":
                ReadCodec(media, value);
                break;
            case "sctp-port" when TryReadPort(value, out var port):
                media.SctpPort = port;
                break;
            case "max-message-size"
                when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                media.MaxMessageSize = size;
                break;
            default:
                break;
        }
    }

    // 111 opus/48000/2
    private static void ReadCodec(SdpMedia media, ReadOnlySpan<char> value)
    {
        Span<Range> parts = stackalloc Range[4];
        var space = value.IndexOf(' ');
        if (space < 0 || media.Codecs.Count == SdpLimits.Items)
        {
            return;
        }

        var encoding = value[(space + 1)..].Trim();
        var count = encoding.Split(parts, '/');
        if (
            count is 2 or 3
            && byte.TryParse(value[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var payloadType)
            && payloadType < 128
            && int.TryParse(encoding[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var clockRate)
        )
        {
            var channels = 1;
            if (
                count == 3
                && !int.TryParse(encoding[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out channels)
            )
            {
                return;
            }

            media.Codecs.Add(new SdpCodec(payloadType, encoding[parts[0]].ToString(), clockRate, channels));
        }
    }

    private static bool TryReadPort(ReadOnlySpan<char> text, out int port) => TryReadNumber(text, out port) && port > 0;

    private static bool TryReadNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= ushort.MaxValue;
}
