using System.Text;

namespace EdgeAgent.Buffer;

/// <summary>The epoch beside the store, so that a store that is damaged or gone can still be named in its gap. Throws IOException.</summary>
internal static class EpochFile
{
    /// <summary>Its name in the buffer's folder.</summary>
    public const string Name = "epoch";

    /// <summary>What stands for an epoch that nobody knows any more.</summary>
    public const string Unknown = "unknown";

    /// <summary>Writes it durably, whole or not at all.</summary>
    public static void Write(string path, string epoch)
    {
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(epoch));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Null when there is none: no store was ever made here. <see cref="Unknown"/> when it cannot be made out.</summary>
    public static string? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path).Trim();
        return EpochId.IsOne(text) ? text : Unknown;
    }
}
