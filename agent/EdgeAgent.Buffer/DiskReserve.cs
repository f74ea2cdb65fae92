namespace EdgeAgent.Buffer;

/// <summary>
/// Room on the disk that is taken beforehand and given up when the disk is full, so that evicting has something to write its own changes to.
/// Used by the writer's thread alone. Never throws for the state of the disk.
/// </summary>
internal sealed class DiskReserve(string path)
{
    /// <summary>Bytes reserved: enough for the log of one eviction.</summary>
    public const int LengthBytes = 1 << 20;

    /// <summary>Takes the room unless it is held; false when there is none.</summary>
    public bool TryTake()
    {
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length == LengthBytes)
            {
                return true;
            }

            // Real bytes: a file with a hole reserves nothing.
            File.WriteAllBytes(path, new byte[LengthBytes]);
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
