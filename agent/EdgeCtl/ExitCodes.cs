namespace EdgeCtl;

/// <summary>Exit statuses of edgectl.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Wrong options, or something that was asked for cannot be had: the last line of standard error says what.</summary>
    public const int Usage = 2;
}
