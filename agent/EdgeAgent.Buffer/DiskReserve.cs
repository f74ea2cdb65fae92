namespace EdgeAgent.Buffer;

/// <summary>
/// Room on the disk that is taken beforehand and given up when the disk is full, so that merging and evicting have something to write their own changes to.
/// Used by the writer's thread alone. Never throws for the state of the disk.
/// </summary>
/// <param name="path">The file that takes it.</param>
/// <param name="lengthBytes">How much.</param>
internal sealed class DiskReserve(string path, int lengthBytes)
{
    /// <summary>Bytes that are held.</summary>
    public int HeldBytes { get; private set; }

    /// <summary>Bytes written to take it since start.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>Takes the room unless it is held; false when there is none.</summary>
    public bool TryTake()
    {
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length != lengthBytes)
            {
                // Real bytes, and none that a file system could squeeze: a file with a hole reserves nothing.
                var noise = new byte[lengthBytes];
                new Random(lengthBytes).NextBytes(noise);
                WrittenBytes += lengthBytes;
                File.WriteAllBytes(path, noise);
            }

            HeldBytes = lengthBytes;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp();
            return false;
        }
    }

    /// <summary>Frees the room.</summary>
    public void GiveUp()
    {
        HeldBytes = 0;
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The same fault of the disk that the commit will name.
            return;
        }
    }
}
