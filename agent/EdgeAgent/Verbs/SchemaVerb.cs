using System.CommandLine;
using EdgeAgent.Core.Config;
using EdgeAgent.Run;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent schema`.</summary>
internal static class SchemaVerb
{
    public static Command Create()
    {
        var which = new Argument<string>("file") { Description = "site, profile, template or module: which file's JSON Schema to print." };
        which.AcceptOnlyFromAmong("site", "profile", "template", "module");
        var command = new Command("schema", "Print the JSON Schema of a file that people write; an editor completes and checks with it.") { which };
        command.SetAction(parse =>
        {
            parse.InvocationConfiguration.Output.WriteLine(parse.GetValue(which) switch { "site" => Schemas.Site(SourceKinds.All), "profile" => Schemas.Profile(), "module" => Schemas.Module(), _ => Schemas.Template() });
            return 0;
        });
        return command;
    }
}
