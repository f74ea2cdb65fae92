namespace EdgeAgent.Core.Sensing;

/// <summary>An open line that one thread owns: a serial port, or a stream to a serial server. Errors are values.</summary>
public interface IBusLine : IDisposable
{
    /// <summary>What <see cref="Read"/> and <see cref="Write"/> answer when nothing can be done now.</summary>
    const int WouldBlock = -1;

    /// <summary>What <see cref="Read"/> and <see cref="Write"/> answer when the other side is gone.</summary>
    const int Gone = -2;

    /// <summary>Device or address that was opened.</summary>
    string Path { get; }

    /// <summary>Descriptor to wait on with poll(2); not to be closed.</summary>
    int Descriptor { get; }

    /// <summary>Why the line is gone; empty when it was hung up without a reason.</summary>
    string GoneReason { get; }

    /// <summary>Reads what is there: the number of bytes, <see cref="WouldBlock"/> or <see cref="Gone"/>.</summary>
    int Read(Span<byte> buffer);

    /// <summary>Writes what fits: the number of bytes, <see cref="WouldBlock"/> or <see cref="Gone"/>.</summary>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Drops what has been received and not read.</summary>
    void DiscardInput();

    /// <summary>Sets the line anew once what was written has left; false when it refuses. A stream to a serial server has no settings of its own and answers true.</summary>
    bool Configure(SerialSettings settings);

    /// <summary>Before sending.</summary>
    void BeginSend();

    /// <summary>After sending.</summary>
    void EndSend();
}
