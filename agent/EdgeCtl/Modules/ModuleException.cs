namespace EdgeCtl.Modules;

/// <summary>Why a module cannot be imported, for a person: where, what was found, what was expected.</summary>
internal sealed class ModuleException(string message) : Exception(message);
