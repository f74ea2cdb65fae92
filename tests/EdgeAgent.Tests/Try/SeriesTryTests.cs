using System.Text.Json;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Series;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;
using EdgeAgent.Try;

namespace EdgeAgent.Tests.Try;

/// <summary>`edgeagent try` on CSV files, by a small model: score = |value - mean| + place in the day.</summary>
public sealed class SeriesTryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_row_is_a_line_with_its_own_time()
    {
        var run = Run(Watch(), ("a.csv", "timestamp,value\n2026-01-01 00:00:00,0.5\n2026-01-01T12:00:00Z,0.25\n2026-01-02T00:00:00+00:00,0.25\n"));
        Assert.Equal(0, run.Failures);
        Assert.Equal(
            [
                """{"timestamp":"2026-01-01 00:00:00","value":0.5,"score":0.5,"anomaly":false}""",
                """{"timestamp":"2026-01-01T12:00:00Z","value":0.25,"score":0.5,"anomaly":false}""",
                """{"timestamp":"2026-01-02T00:00:00+00:00","value":0.25,"score":0,"anomaly":false}""",
            ],
            run.Lines);
    }

    [Fact]
    public void An_anomaly_says_what_was_expected_and_a_folder_says_which_file()
    {
        var run = Run(Watch(), ("a.csv", "timestamp,value\n2026-01-01 00:00:00,0.5\n2026-01-01 00:00:00,2\n"), ("b.csv", "value,note,\"timestamp\"\r\n3,x,2026-01-01\r\n"));
        Assert.Equal(
            [
                $$"""{"input":"{{_folder["a.csv"]}}","timestamp":"2026-01-01 00:00:00","value":0.5,"score":0.5,"anomaly":false}""",
                $$"""{"input":"{{_folder["a.csv"]}}","timestamp":"2026-01-01 00:00:00","value":2,"score":1,"anomaly":true,"expected":0.25,"distance":1.75}""",
                $$"""{"input":"{{_folder["b.csv"]}}","timestamp":"2026-01-01","value":3,"score":1,"anomaly":true,"expected":0,"distance":3}""",
            ],
            run.Lines);
        Assert.Equal((0, ""), (run.Failures, run.Error));
    }

    [Fact]
    public void A_bad_row_is_told_with_file_and_line_and_the_rest_goes_on()
    {
        var run = Run(Watch(), ("a.csv", $"timestamp,value\n2026-01-01 00:00:00,x\n\n2026-13-01 00:00:00,1\n2026-01-01 00:00:00\n2026-01-01 00:00:00,13\n{new string('a', 5_000)}\n2026-01-01 00:00:00,NaN\n2026-01-01 00:00:00,0.5"));
        Assert.Equal(1, run.Failures);
        Assert.Equal("""{"timestamp":"2026-01-01 00:00:00","value":0.5,"score":0.5,"anomaly":false}""", Assert.Single(run.Lines));
        Assert.Equal(
            [
                "2: value: \"x\"; expected a number", "4: timestamp: \"2026-13-01 00:00:00\"; expected ISO 8601 or YYYY-MM-DD HH:MM:SS", "5: 1 fields; expected 2 or more",
                "6: value: 13; expected a number that the model can take", "7: 5000 characters; expected at most 4096", "8: value: \"NaN\"; expected a number",
            ],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Replace($"edgeagent try: {_folder["a.csv"]}:", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Many_bad_rows_are_counted()
    {
        var run = Run(Watch(), ("a.csv", "timestamp,value\n" + string.Concat(Enumerable.Repeat("nothing\n", 50))));
        Assert.Equal((1, SeriesTryRun.MostTold + 1), (run.Failures, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Contains("50 rows could not be looked at; the first 20 are told", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty; expected a header with timestamp and value")]
    [InlineData("time,value\n", "line 1: the columns are time, value; expected timestamp and value among them")]
    [InlineData(null, "Could not find file")]
    public void A_file_that_is_no_table_is_told(string? text, string fault)
    {
        var run = Run(Watch(), ("a.csv", text));
        Assert.Equal(1, run.Failures);
        Assert.Contains(fault, JsonDocument.Parse(Assert.Single(run.Lines)).RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_with_an_interval_has_a_line_for_each_of_its_samples()
    {
        var sampling = new SeriesSampling(60_000, ResampleRule.Mean, MissingRule.Hold, 0);
        var run = Run(Watch() with { Sampling = sampling, DayInput = "day" }, ("a.csv", "timestamp,value\n2026-01-01 00:00:10,0.25\n2026-01-01 00:00:20,0.75\n2026-01-01 00:02:00,9\n2026-01-01 00:01:00,9\n"));
        Assert.Equal(["2026-01-01T00:00:00Z 0.5", "2026-01-01T00:01:00Z 0.5"], run.Lines.Select(l => JsonDocument.Parse(l).RootElement).Select(l => $"{l.GetProperty("timestamp").GetString()} {l.GetProperty("value").GetRawText()}"));
        Assert.Contains("a.csv:5: timestamp: \"2026-01-01 00:01:00\"; expected a time after the row before", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void As_text_anomalies_are_told_in_words()
    {
        var run = Run(Watch(), isJson: false, ("a.csv", "timestamp,value\n2026-01-01 00:00:00,2\n2026-01-01 00:05:00,3\n"));
        Assert.Equal([$"{_folder["a.csv"]} 2026-01-01 00:00:00: value is 2, 2 above the expected 0, score 1.00", $"{_folder["a.csv"]}: 2 samples, 1 anomalies"], run.Lines);
    }

    private static SeriesManifest Watch() => WatchModule.Manifest;

    private (int Failures, string[] Lines, string Error) Run(SeriesManifest manifest, params (string Name, string? Text)[] files) => Run(manifest, isJson: true, files);

    private (int Failures, string[] Lines, string Error) Run(SeriesManifest manifest, bool isJson, params (string Name, string? Text)[] files)
    {
        Assert.SkipWhen(OnnxFolder.Find(out var reason) is null, reason);
        foreach (var (name, text) in files.Where(f => f.Text is not null))
        {
            File.WriteAllText(_folder[name], text);
        }

        File.WriteAllBytes(_folder["model.onnx"], WatchModule.Model);
        Assert.True(OrtLibrary.TryLoad([OnnxFolder.Find(out _)!], out var library, out var fault), fault);
        using var environment = OrtEnvironment.Open(library);
        using var model = SeriesModel.Open(environment, manifest, _folder["model.onnx"], []);
        var (text1, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var writer = new SeriesTryWriter(text1, isJson, manifest, files.Length > 1);
        var failures = new SeriesTryRun(model!, [.. files.Select(f => _folder[f.Name])], writer, error, new TryProgress(error, false, files.Length, "row"), CancellationToken.None).Run();
        return (failures, text1.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }
}
