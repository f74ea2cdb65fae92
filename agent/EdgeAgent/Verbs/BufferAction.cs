using System.CommandLine;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Buffer.Look;

namespace EdgeAgent.Verbs;

/// <summary>Runs a command on a store and tells what kept it from it.</summary>
internal static class BufferAction
{
    /// <summary>Something is damaged.</summary>
    public const int Damaged = 1;

    private const int CannotLook = 2;

    public static Task<int> RunAsync(ParseResult parse, Option<DirectoryInfo> data, Func<BufferLook, int> work)
    {
        var error = parse.InvocationConfiguration.Error;
        var opened = BufferLook.Open(parse.GetValue(data)!.ToString());
        if (opened.Look is not { } look)
        {
            error.WriteLine($"edgeagent: {opened.Fault}");
            return Task.FromResult(opened.IsDamaged ? Damaged : CannotLook);
        }

        try
        {
            using (look)
            {
                return Task.FromResult(work(look));
            }
        }
        catch (StoreException e)
        {
            error.WriteLine($"edgeagent: {look.StorePath} cannot be read: {e.Message}");
            return Task.FromResult(e.Fault == StoreFault.Corrupt ? Damaged : CannotLook);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"edgeagent: {e.Message}");
            return Task.FromResult(CannotLook);
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("edgeagent: stopped before the end");
            return Task.FromResult(CannotLook);
        }
    }
}
