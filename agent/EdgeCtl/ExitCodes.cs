namespace EdgeCtl;

/// <summary>Exit statuses of edgectl.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>It ran, and not all went well: what is missing or was given up has been told.</summary>
    public const int Failed = 1;

    /// <summary>Wrong options, or something that was asked for cannot be had: the last line of standard error says what.</summary>
    public const int Usage = 2;
}
