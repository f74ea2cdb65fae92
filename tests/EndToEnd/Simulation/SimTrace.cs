using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>Everything that happened in a run, as a hash that two runs of one seed share. Epochs are random, so they count by their order.</summary>
internal sealed class SimTrace : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _epochs = [];

    /// <summary>The newest lines, for a failure's message.</summary>
    public Queue<string> Last { get; } = new();

    public void Add(string line)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        Last.Enqueue(line);
        if (Last.Count > 60)
        {
            Last.Dequeue();
        }
    }

    public void Add(string who, string epoch, in StoredSummary record)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes($"{who} {OrdinalOf(epoch)} {(int)record.Summary.Class} {record.FirstSeq} {record.Seq} {record.Summary.Type} {record.Summary.Subject} {record.Summary.Made}"));
        switch (record.Summary.Data)
        {
            case JsonData json:
                _hash.AppendData(json.Utf8.Span);
                break;
            case WindowData window:
                _hash.AppendData(Encoding.UTF8.GetBytes(window.ToString()));
                break;
            case GapData gap:
                _hash.AppendData(Encoding.UTF8.GetBytes((gap with { Epoch = $"{OrdinalOf(gap.Epoch)}" }).ToString()));
                break;
        }
    }

    public int OrdinalOf(string epoch)
    {
        if (!_epochs.Contains(epoch))
        {
            _epochs.Add(epoch);
        }

        return _epochs.IndexOf(epoch);
    }

    public string Hash() => Convert.ToHexString(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
