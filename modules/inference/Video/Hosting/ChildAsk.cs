namespace EdgeAgent.Inference.Video.Hosting;

/// <summary>What is to be done with a module's process.</summary>
public enum ChildAsk
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>It is to be started.</summary>
    Start,

    /// <summary>It is to be killed.</summary>
    Kill,
}
