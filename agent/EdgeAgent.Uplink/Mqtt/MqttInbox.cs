using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>What comes down from the broker: confirmations and commands. One thread.</summary>
/// <param name="takesAcks">True when an application confirms.</param>
/// <param name="topics">Topics.</param>
/// <param name="commands">Runs commands; null when none are taken. Belongs to the inbox.</param>
/// <param name="log">Where refusals are told.</param>
internal sealed class MqttInbox(bool takesAcks, MqttTopics topics, CommandInbox? commands, ILogger log) : IDisposable
{
    private const int BadEveryMs = 60_000;
    private readonly Dictionary<int, string> _subscriptions = [];
    private long _bad;
    private long _toldBad;
    private long _nextBadMs;

    /// <summary>What a broker refused; empty when nothing.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Subscribes to what is taken.</summary>
    public void Subscribe(MosquittoClient client)
    {
        Fault = "";
        _subscriptions.Clear();
        if (takesAcks && client.Subscribe(topics.Ack, 1, out var ack) == MosquittoCodes.Success)
        {
            _subscriptions[ack] = topics.Ack;
        }

        if (commands is not null && client.Subscribe(topics.Command, 1, out var command) == MosquittoCodes.Success)
        {
            _subscriptions[command] = topics.Command;
        }
    }

    /// <summary>A broker answered a subscription.</summary>
    public void Subscribed(in ClientEvent answer, string server)
    {
        if (answer.Code >= MosquittoCodes.ReasonFailure && _subscriptions.TryGetValue(answer.Id, out var topic))
        {
            var reason = MosquittoClient.ReasonOf(answer.Code);
            Fault = $"the broker refused the subscription to {topic}: {reason}";
            Log.NotSubscribed(log, server, topic, reason);
        }
    }

    /// <summary>Takes the messages that came.</summary>
    public void Take(MosquittoClient? client, MqttLife life, in Positions heads, in Now now)
    {
        commands?.Turn();
        foreach (var message in client?.Messages ?? [])
        {
            if (message.Topic == topics.Command)
            {
                commands?.Take(message);
            }
            else if (message.Topic == topics.Ack && takesAcks)
            {
                TakeAck(message, life, heads, now);
            }
        }

        client?.Messages.Clear();
    }

    /// <summary>Sends the replies that wait.</summary>
    public void SendReplies(MosquittoClient client, bool isVersion5)
    {
        while (commands is not null && commands.TryNextReply(out var reply)
            && client.PublishJson(topics.Reply, reply, isVersion5 ? "application/json" : null, retain: false, out _) == MosquittoCodes.Success)
        {
            commands.ReplySent();
        }
    }

    /// <summary>Asks a command that runs to end; waits at most <paramref name="forMs"/>.</summary>
    public Task FinishAsync(int forMs) => commands?.FinishAsync(forMs) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => commands?.Dispose();

    private void TakeAck(IncomingMessage message, MqttLife life, in Positions heads, in Now now)
    {
        if (life.AckReader.TryRead(message, heads, out var positions) is not { } fault)
        {
            life.Stage.Release(positions, now);
            return;
        }

        _bad++;
        if (now.MonoMs >= _nextBadMs)
        {
            Log.BadAcks(log, _bad - _toldBad, topics.Ack, fault);
            (_toldBad, _nextBadMs) = (_bad, now.MonoMs + BadEveryMs);
        }
    }
}
