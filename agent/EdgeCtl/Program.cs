using System.CommandLine;
using EdgeCtl;
using EdgeCtl.Simulate;
using EdgeCtl.Watch;

var root = new RootCommand("The workbench tool of installers, maintainers and the district.") { SimulateCommand.Make(), WatchCommand.Make() };
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0)
{
    return await parsed.InvokeAsync();
}

foreach (var error in parsed.Errors)
{
    Console.Error.WriteLine($"edgectl: {error.Message}");
}

Console.Error.WriteLine("edgectl: --help shows the verbs and their options");
return ExitCodes.Usage;
