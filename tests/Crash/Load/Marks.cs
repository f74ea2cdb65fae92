using System.Text;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>Where a load writes down what it asks and what was confirmed, each line in one write at the file's end. Thread-safe.</summary>
internal sealed class Marks : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    public Marks(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Write(string line)
    {
        lock (_gate)
        {
            _file.Write(Encoding.ASCII.GetBytes(line + "\n"));
        }
    }

    public void Dispose() => _file.Dispose();
}
