namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>One way that stations reach us: a serial line, or one connection of a listener. Several stations may use one, and a station may use several.</summary>
public interface IStationLink : IBusDriver
{
    /// <summary>Sound frames so far, of stations that are known: a connection without any, or without a new one for long, is dropped.</summary>
    long Frames { get; }
}
