using System.CommandLine;
using EdgeCtl;
using EdgeCtl.Modules;
using EdgeCtl.Pull;
using EdgeCtl.Simulate;
using EdgeCtl.Watch;

var root = new RootCommand("The workbench tool of installers, maintainers and the district.") { SimulateCommand.Make(), WatchCommand.Make(), PullCommand.Make(), ModuleCommand.Make() };
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0)
{
    // Time to finish what was begun (a transaction, for one) after Ctrl+C or SIGTERM.
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(90) });
}

foreach (var error in parsed.Errors)
{
    Console.Error.WriteLine($"edgectl: {error.Message}");
}

Console.Error.WriteLine("edgectl: --help shows the verbs and their options");
return ExitCodes.Usage;
