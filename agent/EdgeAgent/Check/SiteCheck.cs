using EdgeAgent.Core.Config;
using EdgeAgent.Run;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Check;

/// <summary>The doctor: everything that can be known before a start, all of it at once. Leaves the machine as it was.</summary>
/// <param name="siteFile">The site file.</param>
/// <param name="dataPath">The data path, or null to leave it out.</param>
/// <param name="profileFolders">Where profiles are looked for, in order.</param>
/// <param name="kinds">The known kinds of sources.</param>
internal sealed class SiteCheck(string siteFile, string? dataPath, IReadOnlyList<string> profileFolders, IReadOnlyList<ISourceKind> kinds)
{
    private readonly List<CheckLine> _lines = [];

    /// <summary>Looks at everything. What cannot be known while the site file is wrong is left out.</summary>
    public async Task<IReadOnlyList<CheckLine>> RunAsync(CancellationToken cancel)
    {
        var loaded = SiteLoader.Load(siteFile, profileFolders, kinds, ShippedTemplates.All);
        AddSiteFile(loaded);
        var site = loaded.Site;
        var holder = dataPath is null ? null : DataPathLock.HolderIn(dataPath);
        if (site is not null)
        {
            HostCheck.Board(site.Profile, _lines);
            PortCheck.Run(site, holder, _lines);
            SourceCheck.Run(site, dataPath, _lines);
        }

        if (dataPath is not null)
        {
            DataPathCheck.Run(dataPath, site, _lines);
        }

        HostCheck.Clock(site?.Profile.ClockBattery ?? false, _lines);
        HostCheck.Libraries(site is null || site.Links.Any(), _lines);
        HostCheck.Ipv6(_lines);
        if (site is not null)
        {
            CertificateCheck.Run(site, TimeProvider.System, _lines);
            NetworkCheck.Listen(site, holder, _lines);
            await NetworkCheck.BrokersAsync(site, _lines, cancel).ConfigureAwait(false);
            await NetworkCheck.ServersAsync(site, holder, _lines, cancel).ConfigureAwait(false);
        }

        return _lines;
    }

    private void AddSiteFile(SiteResult loaded)
    {
        foreach (var fault in loaded.Faults)
        {
            _lines.Add(new CheckLine(CheckStatus.Fail, "site file", PlaceOf(fault) + fault.Problem, fault.Expected.Length > 0 ? $"expected {fault.Expected}" : ""));
        }

        foreach (var warning in loaded.Warnings)
        {
            _lines.Add(new CheckLine(CheckStatus.Warn, "site file", PlaceOf(warning) + warning.Problem, warning.Expected));
        }

        if (loaded.Site is { } site)
        {
            _lines.Add(new CheckLine(CheckStatus.Ok, "site file", $"{siteFile}: {site.Sources.Count} sources, {site.Table.Devices.Count} devices, {site.Table.Points.Count} points"));
        }
    }

    private static string PlaceOf(ConfigFault fault) =>
        (fault.Line > 0 ? $"{fault.File}:{fault.Line}:{fault.Column}: " : $"{fault.File}: ") + (fault.Path.Length > 0 ? $"{fault.Path}: " : "");
}
