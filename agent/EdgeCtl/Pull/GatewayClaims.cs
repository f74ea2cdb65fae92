using System.Collections.Concurrent;

namespace EdgeCtl.Pull;

/// <summary>Which address pulls which gateway: two addresses of one gateway would store everything against each other. Thread-safe.</summary>
internal sealed class GatewayClaims
{
    private readonly ConcurrentDictionary<string, Uri> _byGateway = new(StringComparer.Ordinal);

    /// <summary>Takes a gateway for an address. Throws <see cref="PullException"/> when another address has it.</summary>
    public void Claim(string gateway, Uri url)
    {
        var holder = _byGateway.GetOrAdd(gateway, url);
        if (holder != url)
        {
            throw new PullException($"{url} is gateway {gateway}, which {holder} is too; name each gateway once", PullFaultKind.Lasting);
        }
    }
}
