using System.CommandLine;
using EdgeAgent.Verbs;

var root = new RootCommand("EdgeAgent: reads a neighbourhood's sensors, keeps what it learns on disk, and hands summaries to the city brain.")
{
    RunVerb.Create(),
    CheckVerb.Create(),
    SchemaVerb.Create(),
    DecodeVerb.Create(),
    ScanVerb.Create(),
    TryVerb.Create(),
    InferVerb.Create(),
    SecretVerb.Create(),
    BufferVerb.Create(),
};
// The run verb drains by itself on SIGTERM; the library's own handler would cut it off after two seconds.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
