using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;
using EdgeAgent.Uplink.Pull;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Understands what host applications send. What it cannot is told in the log, once a minute at most. One thread.</summary>
/// <param name="name">The uplink, to which cursors belong.</param>
/// <param name="topics">The node's topics.</param>
/// <param name="model">The node's metrics.</param>
/// <param name="cursors">Reads cursors of the present epoch.</param>
/// <param name="log">The log.</param>
internal sealed class SparkplugInbox(string name, SparkplugTopics topics, NodeModel model, CursorCodec cursors, ILogger log)
{
    private const int TellEveryMs = 60_000;
    private long _nextTellMs;

    /// <summary>Up to where the host application has said that it has everything; null where it is not asked.</summary>
    public Positions? Acknowledged { get; set; }

    /// <summary>Takes a message; answers what the stage must be told, or null for nothing.</summary>
    public SparkplugInput? Take(IncomingMessage message, in Now now)
    {
        if (message.Topic == topics.State)
        {
            if (HostState.TryParse(message.Payload, out var host))
            {
                return new SparkplugInput(SparkplugInputKind.HostState, Host: host);
            }

            TellNotUnderstood(message.Topic, "an object with a boolean \"online\" and a whole number \"timestamp\" was expected", now);
        }
        else if (message.Topic == topics.NodeCommand)
        {
            return TakeCommand(message, now);
        }
        else if (topics.IsDeviceCommand(message.Topic) && MayTell(now))
        {
            Log.WriteRefused(log, message.Topic);
        }

        return null;
    }

    // Commands are never retained: one that is would be done again at each connection.
    private SparkplugInput? TakeCommand(IncomingMessage message, in Now now)
    {
        var fault = "it is retained; commands must not be";
        if (message.IsRetained || !NodeCommand.TryRead(message.Payload, model, out var command, out fault))
        {
            TellNotUnderstood(message.Topic, fault, now);
            return null;
        }

        if (command.Cursor is { } cursor)
        {
            TakeCursor(message.Topic, cursor, now);
        }

        return command.IsRebirth ? new SparkplugInput(SparkplugInputKind.Rebirth) : null;
    }

    private void TakeCursor(string topic, string cursor, in Now now)
    {
        if (cursors.TryRead(name, cursor, out var positions) != CursorState.Good)
        {
            TellNotUnderstood(topic, "the cursor is not one that this gateway gave in this epoch", now);
            return;
        }

        var reached = Acknowledged ?? default;
        foreach (var summaryClass in SummaryClasses.All)
        {
            reached = reached.With(summaryClass, Math.Max(reached[summaryClass], positions[summaryClass]));
        }

        Acknowledged = reached;
    }

    private void TellNotUnderstood(string topic, string fault, in Now now)
    {
        if (MayTell(now))
        {
            Log.NotUnderstood(log, topic, fault);
        }
    }

    private bool MayTell(in Now now)
    {
        if (now.MonoMs < _nextTellMs)
        {
            return false;
        }

        _nextTellMs = now.MonoMs + TellEveryMs;
        return true;
    }
}
