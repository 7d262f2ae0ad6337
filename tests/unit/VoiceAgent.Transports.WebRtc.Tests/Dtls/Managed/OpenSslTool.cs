using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VoiceAgent.Transports.WebRtc.Dtls.Managed;

/// <summary>The <c>openssl</c> command as a peer: it shares no code and no process with what is tested.</summary>
internal sealed class OpenSslTool(bool hasRsaKey = false) : IDisposable
{
    private const string Export = "-keymatexport EXTRACTOR-dtls_srtp -keymatexportlen 60";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voiceagent-dtls");
    private Process? _process;

    /// <summary>Of the certificate the tool shows.</summary>
    public string Fingerprint { get; private set; } = "";

    public StreamReader Output => _process!.StandardOutput;

    /// <summary>Starts a client that shakes hands with a port of this machine.</summary>
    public void StartClient(int port, string profile, string extra = "") =>
        Start($"s_client -dtls1_2 -connect 127.0.0.1:{port} -use_srtp {profile} {Export} {extra}");

    /// <summary>Starts a server that asks for a certificate and, when it listens first, for its cookie; its port.</summary>
    public async Task<int> StartServerAsync(string profile, bool listensFirst, CancellationToken cancellationToken)
    {
        Start(
            $"s_server -dtls1_2 -accept 127.0.0.1:0 -Verify 1 -use_srtp {profile} {Export}{(listensFirst ? " -listen" : "")}"
        );
        const string Accepting = "ACCEPT 127.0.0.1:";
        while (await Output.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Accepting, StringComparison.Ordinal))
            {
                return int.Parse(line[Accepting.Length..]);
            }
        }

        throw new InvalidOperationException("The openssl tool did not say its port.");
    }

    /// <summary>Waits until the tool has printed something, then ends the conversation from its side; everything it printed.</summary>
    public async Task<string> FinishAsync(string awaited, CancellationToken cancellationToken)
    {
        var printed = new StringBuilder();
        while (
            !printed.ToString().Contains(awaited, StringComparison.Ordinal)
            && await Output.ReadLineAsync(cancellationToken) is { } line
        )
        {
            printed.AppendLine(line);
        }

        // At the end of its input the tool ends, whatever still waits to be read.
        _process!.StandardInput.Close();
        return printed.Append(await Output.ReadToEndAsync(cancellationToken)).ToString();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private void WriteCertificate(string certificatePath, string keyPath)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var request = hasRsaKey
            ? new CertificateRequest("CN=tool", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=tool", ecdsa, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, hasRsaKey ? rsa.ExportPkcs8PrivateKeyPem() : ecdsa.ExportPkcs8PrivateKeyPem());
        Fingerprint = DtlsCertificate.Format(certificate.GetCertHash(HashAlgorithmName.SHA256));
    }

    private void Start(string arguments)
    {
        var certificate = Path.Combine(_folder.FullName, "certificate.pem");
        var key = Path.Combine(_folder.FullName, "key.pem");
        WriteCertificate(certificate, key);
        var start = new ProcessStartInfo("openssl")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var argument in new[] { "-cert", certificate, "-key", key })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            _process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("the openssl tool is not installed");
        }
    }
}
