using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Series;

namespace EdgeAgent.Try;

/// <summary>Runs a series module on CSV files. What a row's score is depends on the rows before it alone.</summary>
/// <param name="model">The loaded model.</param>
/// <param name="inputs">Files, in order.</param>
/// <param name="writer">Takes what is found.</param>
/// <param name="error">Takes what went wrong.</param>
/// <param name="progress">Shows how far it is.</param>
/// <param name="stop">Ends it early, with what was found.</param>
internal sealed class SeriesTryRun(SeriesModel model, IReadOnlyList<string> inputs, SeriesTryWriter writer, TextWriter error, TryProgress progress, CancellationToken stop)
{
    /// <summary>Most bad rows of a file that are told one by one.</summary>
    public const int MostTold = 20;

    /// <summary>Goes through all files. Answers how many had a row that could not be looked at, or could not be read.</summary>
    public int Run()
    {
        var failures = 0;
        for (var i = 0; i < inputs.Count && !stop.IsCancellationRequested; i++)
        {
            progress.Show(i, 0);
            failures += IsGood(inputs[i], i) ? 0 : 1;
        }

        return failures;
    }

    private bool IsGood(string input, int index)
    {
        using var csv = SeriesCsv.Open(input, out var fault);
        if (csv is null)
        {
            Tell(input, fault);
            return false;
        }

        using var session = model.Begin();
        var file = new FileState(input, csv, session, new Resampler(model.Manifest.Sampling));
        try
        {
            while (!stop.IsCancellationRequested && csv.TryRead(out var reading, out fault))
            {
                Row(file, reading, fault);
                progress.Show(index, csv.Line);
            }
        }
        catch (Exception e) when (e is IOException or OrtException)
        {
            Tell(input, $"line {csv.Line}: {e.Message}");
            file.Bad++;
        }

        if (file.Bad > MostTold)
        {
            error.WriteLine($"edgeagent try: {input}: {file.Bad} rows could not be looked at; the first {MostTold} are told");
        }

        writer.End(input, session.Samples, file.Bad, file.Anomalies);
        return file.Bad == 0;
    }

    private void Row(FileState file, SeriesPoint reading, string fault)
    {
        if (fault.Length > 0 || !file.Resampler.Push(reading))
        {
            Bad(file, fault.Length > 0 ? fault : $"timestamp: \"{file.Csv.TimeText}\"; expected a time after the row before");
            return;
        }

        while (file.Resampler.TryTake(out var sample))
        {
            if (!file.Session.TryStep(sample, out var result))
            {
                Bad(file, $"value: {reading.Value:R}; expected a number that the model can take");
                continue;
            }

            file.Anomalies += result.IsAnomaly && !file.WasAnomaly ? 1 : 0;
            file.WasAnomaly = result.IsAnomaly;
            writer.Sample(file.Input, model.Manifest.Sampling.IntervalMs == 0 ? file.Csv.TimeText : "", result);
        }
    }

    private void Bad(FileState file, string fault)
    {
        if (++file.Bad <= MostTold)
        {
            progress.Clear();
            error.WriteLine($"edgeagent try: {file.Input}:{file.Csv.Line}: {fault}");
        }
    }

    private void Tell(string input, string fault)
    {
        progress.Clear();
        writer.Fault(input, fault);
        error.WriteLine($"edgeagent try: {input}: {fault}");
    }

    private sealed class FileState(string input, SeriesCsv csv, SeriesSession session, Resampler resampler)
    {
        public string Input => input;

        public SeriesCsv Csv => csv;

        public SeriesSession Session => session;

        public Resampler Resampler => resampler;

        public long Bad { get; set; }

        public long Anomalies { get; set; }

        public bool WasAnomaly { get; set; }
    }
}
