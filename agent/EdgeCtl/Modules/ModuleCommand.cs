using System.CommandLine;
using EdgeCtl.Modules.Build;
using EdgeCtl.Modules.Check;
using EdgeCtl.Modules.Import;

namespace EdgeCtl.Modules;

/// <summary>`edgectl module`: what a maintainer does with module folders.</summary>
internal static class ModuleCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Make() => new("module", "Make and check the folders of modules: module.json and an ONNX model.") { ImportCommand.Make(), BuildCommand.Make(), CheckCommand.Make() };
}
