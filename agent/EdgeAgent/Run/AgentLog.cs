using System.Globalization;
using EdgeAgent.Core.Config;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>Serilog, configured in code: to standard error always, to a file when the site says so. The level can be changed at run time.</summary>
internal sealed class AgentLog : IDisposable
{
    private const string Template = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} [{EventId}] {Message:lj}{NewLine}{Exception}";
    private const long FileBytes = 10 << 20;
    private const int FilesKept = 5;

    private readonly LoggingLevelSwitch _level = new();
    private readonly Logger _logger;

    /// <summary>Starts logging. A relative file stands in the data path.</summary>
    public AgentLog(LogConfig config, string dataPath)
    {
        _level.MinimumLevel = LevelOf(config.Level);
        var configuration = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(_level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .Enrich.With(new EventIdText())
            .WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        if (config.File.Length > 0)
        {
            configuration = configuration.WriteTo.File(
                Path.Combine(dataPath, config.File),
                outputTemplate: Template,
                formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: FileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: FilesKept);
        }

        _logger = configuration.CreateLogger();
        Provider = new SerilogLoggerProvider(_logger);
        Factory = new LoggerFactory([Provider]);
    }

    /// <summary>For the web host.</summary>
    public ILoggerProvider Provider { get; }

    /// <summary>For everything else.</summary>
    public ILoggerFactory Factory { get; }

    /// <summary>Changes the level.</summary>
    public void SetLevel(string level) => _level.MinimumLevel = LevelOf(level);

    /// <inheritdoc/>
    public void Dispose()
    {
        Factory.Dispose();
        Provider.Dispose();
        _logger.Dispose();
    }

    private static LogEventLevel LevelOf(string level) => level switch
    {
        "debug" => LogEventLevel.Debug,
        "warning" => LogEventLevel.Warning,
        "error" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };

    // Microsoft's event id comes as a structure; what people search for is its number.
    private sealed class EventIdText : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            if (logEvent.Properties.TryGetValue("EventId", out var value) && value is StructureValue structure)
            {
                foreach (var property in structure.Properties)
                {
                    if (property.Name == "Id")
                    {
                        logEvent.AddOrUpdateProperty(new LogEventProperty("EventId", property.Value));
                        return;
                    }
                }
            }
        }
    }
}
