using System.Globalization;
using EdgeAgent.Core.Wire;
using EdgeCtl.Pull.Files;

namespace EdgeCtl.Pull.Verify;

/// <summary>Reads all files of a folder and tells what is there. Changes nothing; a pull may run meanwhile.</summary>
internal static class FolderVerify
{
    private const int MaxProblems = 100;

    /// <summary>Verifies the gateways of a folder. Throws <see cref="PullException"/> when it cannot be read.</summary>
    public static (IReadOnlyList<VerifiedStream> Streams, IReadOnlyList<string> Problems) Run(string folder, bool isPart)
    {
        var streams = new List<VerifiedStream>();
        var problems = new List<string>();
        try
        {
            foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            {
                if (GatewayName.IsOne(Path.GetFileName(path)))
                {
                    streams.AddRange(Gateway(path, problems, isPart));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PullException($"--to {folder} cannot be read: {e.Message}", PullFaultKind.Lasting);
        }

        return (streams, problems);
    }

    private static IReadOnlyList<VerifiedStream> Gateway(string path, List<string> problems, bool isPart)
    {
        var gateway = Path.GetFileName(path);
        var ledger = new Ledger(gateway);
        var streams = new VerifiedStreams(gateway);
        var cursorFile = Path.Combine(path, FolderGateway.CursorName);

        // The cursor first: what is written meanwhile is beyond it, and more than it says is no fault.
        var fault = "it is not there";
        var cursor = File.Exists(cursorFile) ? FolderCursor.Read(File.ReadAllBytes(cursorFile), ledger, out fault) : null;
        if (cursor is null)
        {
            problems.Add($"{cursorFile} cannot be used: {fault}");
        }

        foreach (var epoch in ledger.Epochs)
        {
            foreach (var summaryClass in SummaryClasses.All)
            {
                var state = ledger[epoch, summaryClass];
                var isWanted = ledger.Classes.Holds(summaryClass) || state.Last > 0;
                streams.Know(epoch, SummaryClasses.NameOf(summaryClass), isPart ? null : state.Start, isWanted ? state.Head : 0);
            }
        }

        foreach (var file in FolderGateway.FilesIn(path))
        {
            ReadFile(Path.Combine(path, file), gateway, streams, problems, cursor is not null && file == cursor.File ? cursor.Offset : 0);
        }

        return streams.Finish();
    }

    private static void ReadFile(string file, string gateway, VerifiedStreams streams, List<string> problems, long knownBytes)
    {
        using var lines = new FolderLines(file, 0);
        for (var number = 1; lines.TryNext(out var line); number++)
        {
            if (ItemReader.Read(line.Span, gateway, out var fault) is not { } item)
            {
                if (problems.Count < MaxProblems)
                {
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file}, line {number}: {fault}"));
                }

                continue;
            }

            var className = SummaryClasses.NameOf(item.Class);
            streams.Of(item.Epoch, className).Take(item.FirstSeq, item.Seq, item.Gap is { FirstSeq: not null } own && own.Epoch == item.Epoch);
            if (item.Gap is { FirstSeq: null } lost)
            {
                streams.Lost(lost.Epoch, className);
            }
        }

        if (lines.Offset < knownBytes)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file} has {lines.Offset} whole bytes; expected {knownBytes}, which {FolderGateway.CursorName} knows"));
        }
    }
}
