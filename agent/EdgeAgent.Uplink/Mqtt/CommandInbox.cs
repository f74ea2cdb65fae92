using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// Messages on `.../command`, `{"id":"...","name":"...","args":{...}}`, run one at a time; replies `{"id":"...","status":200,"detail":"..."}`. A command that comes again with an id
/// among the last <see cref="Remembered"/> is not run again: QoS 1 may deliver twice. One that a broker retained is not run: it would be at each connection. One thread.
/// </summary>
/// <param name="commands">Runs them.</param>
/// <param name="caller">For the audit.</param>
internal sealed class CommandInbox(ICommands commands, string caller) : IDisposable
{
    /// <summary>Longest command, bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Ids that are known again.</summary>
    public const int Remembered = 64;

    private const int MaxWaiting = 8;
    private const int MaxReplies = 64;
    private const int MaxId = 64;

    private readonly Queue<(string Id, CommandRequest Request)> _waiting = new();
    private readonly Dictionary<string, CommandReply?> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly Queue<byte[]> _replies = new();
    private readonly CancellationTokenSource _stop = new();
    private Task<CommandReply>? _running;
    private string _runningId = "";

    /// <summary>Takes a message.</summary>
    public void Take(IncomingMessage message)
    {
        if (message.IsRetained)
        {
            Reply("", new CommandReply(CommandStatus.Bad, "the command is retained, which would run it at each connection; expected retain off"));
            return;
        }

        var fault = TryRead(message.Payload, out var id, out var request);
        if (request is null)
        {
            Reply(id, new CommandReply(CommandStatus.Bad, fault));
        }
        else if (_known.TryGetValue(id, out var before))
        {
            // It runs still, or its reply is given again.
            if (before is not null)
            {
                Reply(id, before);
            }
        }
        else if (_waiting.Count >= MaxWaiting)
        {
            Reply(id, new CommandReply(CommandStatus.Busy, $"{MaxWaiting} commands wait already; send it again later"));
        }
        else
        {
            Remember(id);
            _waiting.Enqueue((id, request));
        }
    }

    /// <summary>Ends the command that has run, and begins the next.</summary>
    public void Turn()
    {
        if (_running is { IsCompleted: true } ended)
        {
            var reply = ended.IsCompletedSuccessfully ? ended.GetAwaiter().GetResult() : new CommandReply(CommandStatus.Busy, "the command failed; see the gateway's log");
            _known[_runningId] = reply;
            Reply(_runningId, reply);
            _running = null;
        }

        if (_running is null && _waiting.TryDequeue(out var next))
        {
            _runningId = next.Id;
            _running = commands.RunAsync(next.Request, _stop.Token);
        }
    }

    /// <summary>The next reply to send; it stays until <see cref="ReplySent"/>.</summary>
    public bool TryNextReply(out byte[] reply) => _replies.TryPeek(out reply!);

    /// <summary>The next reply was sent.</summary>
    public void ReplySent() => _replies.Dequeue();

    /// <summary>Asks the command that runs to end, and waits for it at most <paramref name="forMs"/>.</summary>
    public async Task FinishAsync(int forMs)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_running is { } running)
        {
            await ((Task)running).WaitAsync(TimeSpan.FromMilliseconds(forMs), TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private string TryRead(byte[] payload, out string id, out CommandRequest? request)
    {
        (id, request) = ("", null);
        if (payload.Length > MaxBytes)
        {
            return $"the command has {payload.Length} bytes; expected at most {MaxBytes}";
        }

        try
        {
            using var json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "the command is no JSON object";
            }

            id = Text(json.RootElement, "id");
            if (id.Length is 0 or > MaxId)
            {
                id = "";
                return $"\"id\" is missing; expected a text of 1 to {MaxId} characters, another one for each command";
            }

            var name = Text(json.RootElement, "name");
            var hasArguments = json.RootElement.TryGetProperty("args", out var arguments);
            if (name.Length == 0 || (hasArguments && arguments.ValueKind != JsonValueKind.Object))
            {
                return name.Length == 0 ? "\"name\" is missing; expected a command's name" : "\"args\" is no JSON object";
            }

            request = new CommandRequest(name, hasArguments ? arguments.Clone() : default, caller);
            return "";
        }
        catch (JsonException)
        {
            return "the command is no JSON";
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private void Remember(string id)
    {
        _known[id] = null;
        _order.Enqueue(id);
        if (_order.Count > Remembered)
        {
            _known.Remove(_order.Dequeue());
        }
    }

    private void Reply(string id, CommandReply reply)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes, WireJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteNumber("status", (int)reply.Status);
            writer.WriteString("detail", reply.Detail);
            writer.WriteEndObject();
        }

        if (_replies.Count >= MaxReplies)
        {
            _replies.Dequeue();
        }

        _replies.Enqueue(bytes.WrittenSpan.ToArray());
    }
}
