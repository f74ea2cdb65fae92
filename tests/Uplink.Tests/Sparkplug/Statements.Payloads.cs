using System.Text;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Metrics, aliases, datatypes and properties.</summary>
internal static partial class Statements
{
    private static IEnumerable<(string Ids, Action<SparkplugCapture> Check)> Payloads() =>
    [
        ("payloads-alias-birth-requirement", c => All_(Metrics(c, Births), m =>
        {
            // Rebirth must have none, says another statement.
            Assert.NotNull(m.Name);
            Assert.Equal(m.Name == "Node Control/Rebirth", m.Alias is null);
        })),
        ("payloads-alias-data-cmd-requirement payloads-name-requirement", c => All_(Metrics(c, Data), m => Assert.True(m.Alias is not null && m.Name is null))),
        ("payloads-alias-uniqueness", c => All_(Born(c), s =>
        {
            // One node birth and the first birth of each device: the whole set.
            var births = s.Where(p => p.IsPublish && Births.Contains(p.Verb)).DistinctBy(p => p.Topic).ToList();
            var aliases = births.SelectMany(p => p.Payload.Metrics).Select(m => m.Alias).OfType<ulong>().ToList();
            Assert.Equal(3, births.Count);
            Assert.Equal(aliases.Distinct().Count(), aliases.Count);
        })),
        ("payloads-metric-datatype-req", c => All_(Metrics(c, Births), m => Assert.NotNull(m.Type))),
        ("payloads-metric-datatype-not-req", c => All_(Metrics(c, Data), m => Assert.Null(m.Type))),
        ("payloads-metric-datatype-value payloads-metric-datatype-value-type", c => All_(Metrics(c, Births), m => Assert.True(Enum.IsDefined(m.Type!.Value) && IsOf(m.Type.Value, m.Value)))),
        ("payloads-name-birth-data-requirement", c => All_(Metrics(c, ["NBIRTH", "DBIRTH", "NDATA", "DDATA"]), m => Assert.NotNull(m.TimestampMs))),
        ("payloads-timestamp-in-", c => All_(c.Of(Numbered), IsRecent)),
        ("payloads-metric-timestamp-in-", c => All_(c.Of(["NBIRTH", "DBIRTH", "NDATA", "DDATA"]), p =>
            All_(p.Payload.Metrics, m => Assert.InRange(p.AtMs - m.TimestampMs!.Value, -5_000, 60_000)))),
        ("payloads-metric-propertyvalue-type-req", c => All_(Metrics(c, Births).SelectMany(m => m.Properties), p => Assert.NotEqual(default, p.Type))),
        ("payloads-metric-propertyvalue-type-type payloads-metric-propertyvalue-type-value", c => All_(
            Metrics(c, ["NBIRTH", "DBIRTH", "NDATA", "DDATA"]).SelectMany(m => m.Properties), p => Assert.True(Enum.IsDefined(p.Type) && IsOf(p.Type, p.Value)))),
        ("payloads-propertyset-keys-array-size payloads-propertyset-values-array-size", c =>
        {
            // The reader refuses a set whose arrays differ in length; every payload was read by it.
            All_(Metrics(c, ["NBIRTH", "DBIRTH", "NDATA", "DDATA"]).Where(m => m.Properties.Count > 0), m => Assert.All(m.Properties, p => Assert.NotEmpty(p.Key)));
            byte[] oneKeyNoValue = [0x12, 5, 0x4a, 3, 0x0a, 1, (byte)'a'];
            Assert.False(PayloadReader.TryRead(oneKeyNoValue, out _, out var fault));
            Assert.Contains("1 keys of properties and 0 values", fault, StringComparison.Ordinal);
        }),
        ("payloads-propertyset-quality-value-type", c => All_(Qualities(c), p =>
        {
            Assert.Equal(3U, (uint)p.Type);
            Assert.Equal(SparkplugValueKind.Int, p.Value.Kind);
        })),
        ("payloads-propertyset-quality-value-value", c =>
        {
            All_(Qualities(c), p => Assert.Contains(p.Value.AsUInt32, new[] { 0U, 192U, 500U }));
            Assert.Contains(Qualities(c), p => p.Value.AsUInt32 == 192);
            Assert.Contains(Qualities(c), p => p.Value.AsUInt32 == 500);
        }),
        ("topics-nbirth-templates", c =>
        {
            // No template instance is ever published, so no definition is needed: every value is of a plain kind.
            All_(c.Publishes.SelectMany(p => p.Payload.Metrics), m => Assert.NotEqual(SparkplugValueKind.Other, m.Value.Kind));
        }),
    ];

    private static IEnumerable<SparkplugProperty> Qualities(SparkplugCapture c) =>
        Metrics(c, ["NBIRTH", "DBIRTH", "NDATA", "DDATA"]).SelectMany(m => m.Properties).Where(p => p.Key == "Quality");

    private static bool IsOf(SparkplugType type, SparkplugValue value) => value.Kind == SparkplugValueKind.None || value.Kind == type switch
    {
        SparkplugType.Int32 => SparkplugValueKind.Int,
        SparkplugType.Int64 or SparkplugType.DateTime => SparkplugValueKind.Long,
        SparkplugType.Double => SparkplugValueKind.Double,
        SparkplugType.Boolean => SparkplugValueKind.Boolean,
        _ => SparkplugValueKind.Text,
    };

    private static bool IsUtf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
