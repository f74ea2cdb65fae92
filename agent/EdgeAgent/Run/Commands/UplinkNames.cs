using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Uplink;

namespace EdgeAgent.Run.Commands;

/// <summary>Replies about uplinks' names.</summary>
internal static class UplinkNames
{
    /// <summary>There is no such uplink.</summary>
    public static CommandReply Unknown(string name, IReadOnlyList<IPushUplink> uplinks)
    {
        var names = uplinks.Select(u => u.View().Name).ToList();
        return new CommandReply(CommandStatus.Unknown, $"no uplink is called \"{name}\"{NearestWord.Hint(name, names)}; expected {(names.Count == 0 ? "none: the site has no push uplink that runs" : "one of " + string.Join(", ", names))}");
    }
}
