using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Config;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>Whatever stands in a site file, loading it does not throw, and it gives either a site or faults with their places.</summary>
public sealed class SiteMutationTests : IDisposable
{
    private static readonly int Rounds = LongRuns.Rounds(1_500, 50_000);
    private const int Seed = 20261124;

    private const string Good = """
        { "gateway": { "id": "g-1", "district": "putuo", "place": { "lat": 31.2, "lon": 121.4, "floor": "B1" } }, "profile": "board",
          "sources": [
            { "kind": "modbus-rtu", "port": "rs485-1", "baud": 9600, "parity": "even", "timeout": "250 ms", "gap": "4 ms", "devices": [
              { "name": "sump", "address": 1, "alarm": "lost", "points": [
                { "name": "level", "register": "holding/0", "type": "float32", "order": "CDAB", "unit": "m", "range": [0, 5], "alarm": "outOfRange", "invalid": [-1] },
                { "name": "hours", "register": 40011, "type": "uint32", "unit": "h", "counter": true },
                { "name": "door", "register": "discrete/0", "states": { "0": "closed", "1": "open" }, "poll": "5 s" } ] },
              { "name": "meter", "address": 2, "poll": "10 s", "points": [{ "name": "power", "register": "input/4", "scale": 0.1, "unit": "kW" }] } ] } ],
          "windows": { "length": "1 min", "health": "5 min", "clockWait": "0 s" }, "buffer": { "engine": "sqlite", "budget": "64 MiB", "commit": "100 ms" },
          "uplinks": [
            { "kind": "mqtt", "servers": ["mqtts://broker.example:8883"], "topic": "edge/{class}", "user": "u", "password": { "secret": "broker" }, "ca": "ca.pem", "cert": "c.pem", "key": "k.pem" },
            { "kind": "pull", "listen": ["127.0.0.1:8470"], "required": ["brain"] } ],
          "console": { "listen": "[::1]:8471" }, "log": { "level": "debug", "file": "log/agent.log" } }
        """;

    private static readonly string[] Values =
    [
        "null", "true", "{}", "[]", "[[]]", "\"\"", "\"x\"", "-1", "0", "70000", "1e999", "-1e999", "0.5", "9007199254740993", "\"\\ud83d\"", "\"\\u0000\"", "\"0 s\"", "\"1 ms\"", "\"mqtt://u:p@h/x?y#z\"", "\"mqtt://\"",
        "\"[::1]\"", "\"0.0.0.0:1\"", "{ \"kind\": \"mqtt\" }", "{ \"kind\": 5 }", "[null, null]", "[5, 0]", "{ \"0\": \"a\", \"-1\": 5 }", "\"rs485-2\"", "\"holding/65535\"", "\"int64\"", "\"mqtt\"", "\"pull\"",
    ];

    private readonly TempFolder _folder = new();

    public SiteMutationTests()
    {
        Directory.CreateDirectory(_folder["board"]);
        File.WriteAllText(_folder["board/profile.json"], """
            { "name": "board", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "sources": ["a test"],
              "ports": { "rs485-1": { "match": "path:/dev/null" }, "rs485-2": { "match": "path:/dev/zero" } } }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_that_is_changed_is_good()
    {
        var result = Load(Good);
        Assert.Empty(result.Faults);
        Assert.NotNull(result.Site);
    }

    [Fact]
    public void Any_values_in_any_places_give_faults_and_no_exception()
    {
        var random = new Random(Seed);
        var faulty = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var root = JsonNode.Parse(Good)!;
            for (var changes = 1 + random.Next(3); changes > 0; changes--)
            {
                Change(root, random);
            }

            // Unpaired surrogates and the like stand in the values as text that a serialiser would refuse to write.
            var text = Fill(root.ToJsonString());
            var result = Load(text);
            Assert.True(result.Site is null != (result.Faults.Count == 0), text);
            Assert.All(result.Faults, f => Assert.True(f.Line > 0 && f.Column > 0 && f.Problem.Length is > 0 and < 400, $"{f} in {text}"));
            Assert.All(result.Faults, f => Assert.DoesNotContain("u:p@", f.ToString(), StringComparison.Ordinal));
            faulty += result.Site is null ? 1 : 0;
        }

        Assert.InRange(faulty, Rounds / 2, Rounds);
    }

    private static void Change(JsonNode root, Random random)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        var place = places[random.Next(places.Count)];
        var mark = JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"@{random.Next(Values.Length)}@"));
        switch (place.Parent)
        {
            case JsonObject parent when random.Next(8) == 0:
                parent[place.GetPropertyName() + "x"] = mark;
                break;
            case JsonObject parent when random.Next(8) == 0:
                parent.Remove(place.GetPropertyName());
                break;
            case JsonObject parent:
                parent[place.GetPropertyName()] = mark;
                break;
            case JsonArray parent:
                parent[place.GetElementIndex()] = mark;
                break;
        }
    }

    private static void Collect(JsonNode node, List<JsonNode> places)
    {
        IEnumerable<JsonNode?> below = node switch { JsonObject o => o.Select(m => m.Value), JsonArray a => a, _ => [] };
        foreach (var child in below.OfType<JsonNode>())
        {
            places.Add(child);
            Collect(child, places);
        }
    }

    private static string Fill(string text)
    {
        for (var i = 0; i < Values.Length; i++)
        {
            text = text.Replace(string.Create(CultureInfo.InvariantCulture, $"\"@{i}@\""), Values[i], StringComparison.Ordinal);
        }

        return text;
    }

    private SiteResult Load(string text)
    {
        File.WriteAllText(_folder["site.json"], text);
        return SiteLoader.Load(_folder["site.json"], [_folder.Path], [new ModbusKind(ModbusFraming.Rtu)]);
    }
}
