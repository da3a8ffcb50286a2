using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rectify.Workflow.App.Mail.Transports;

/// <summary>
/// Decides over a mail server's certificate: what this machine vouches for, and what the authority of the setting
/// <see cref="MailOptions.AuthorityFile"/> signed, as a closed network has one of its own. Name and dates always count.
/// </summary>
internal sealed class ServerTrust(string authorityFile, bool checkRevocation)
{
    private readonly Lazy<X509Certificate2Collection> _authorities = new(() => Read(authorityFile));

    /// <summary>The certificates of a file; throws when it holds none.</summary>
    public static X509Certificate2Collection Read(string authorityFile)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authorityFile);
        return authorities.Count > 0 ? authorities : throw new CryptographicException($"{authorityFile} holds no certificate in PEM form.");
    }

    public bool Check(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors is SslPolicyErrors.None)
        {
            return true;
        }

        // A wrong name or a missing certificate is beyond what another authority could mend.
        if (errors is not SslPolicyErrors.RemoteCertificateChainErrors || authorityFile.Length == 0 || certificate is not X509Certificate2 server)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities.Value);
        chain.ChainPolicy.RevocationMode = checkRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));   // serverAuth
        foreach (var between in presented?.ChainPolicy.ExtraStore ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(between);
        }

        return chain.Build(server);
    }
}
