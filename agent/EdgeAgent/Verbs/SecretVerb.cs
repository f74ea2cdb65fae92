using System.CommandLine;
using System.Text;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent secret set|list|remove`: what `site.json` refers to as `{"secret": NAME}`. A value comes from standard input or a prompt, never from an argument.</summary>
internal static class SecretVerb
{
    private const int WrongUse = 2;

    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "The agent's data path; the secrets lie in its folder `secrets`.", Required = true, HelpName = "DIR" };
    private static readonly Argument<string> Name = new("name") { Description = $"Name of the secret: {Secrets.NameRule}." };

    public static Command Create()
    {
        var set = new Command("set", "Store a secret: type it at the prompt, which does not show it, or pipe it in, as in: edgeagent secret set broker --data DIR < file. One end of line is left off.") { Name, Data };
        set.SetAction(parse => Guard(parse, () => Set(parse.GetValue(Name)!, Open(parse), parse)));
        var list = new Command("list", "Show the names of the secrets that are there, never their values.") { Data };
        list.SetAction(parse => Guard(parse, () => List(Open(parse), parse)));
        var remove = new Command("remove", "Remove a secret.") { Name, Data };
        remove.SetAction(parse => Guard(parse, () => Remove(parse.GetValue(Name)!, Open(parse), parse)));
        return new Command("secret", "Keep passwords and keys that the site file refers to by name.") { set, list, remove };
    }

    private static Secrets Open(ParseResult parse) => Secrets.In(Secrets.FolderOf(parse.GetValue(Data)!.ToString()));

    private static int Guard(ParseResult parse, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            parse.InvocationConfiguration.Error.WriteLine($"edgeagent secret: {e.Message}");
            return WrongUse;
        }
    }

    private static int Set(string name, Secrets secrets, ParseResult parse)
    {
        if (!Secrets.IsName(name))
        {
            throw new ArgumentException($"'{(name.Length > 40 ? name[..40] : name)}' is no name of a secret; expected {Secrets.NameRule}");
        }

        var value = System.Console.IsInputRedirected ? ReadInput() : Prompt(name);
        secrets.Set(name, value);
        Array.Clear(value);
        parse.InvocationConfiguration.Output.WriteLine($"stored secret {name}");
        return 0;
    }

    private static int List(Secrets secrets, ParseResult parse)
    {
        foreach (var (name, path) in secrets.List())
        {
            parse.InvocationConfiguration.Output.WriteLine($"{name}\t{path}");
        }

        return 0;
    }

    private static int Remove(string name, Secrets secrets, ParseResult parse)
    {
        if (!secrets.Remove(name))
        {
            throw new IOException($"there is no secret '{name}'; edgeagent secret list shows those that there are");
        }

        parse.InvocationConfiguration.Output.WriteLine($"removed secret {name}");
        return 0;
    }

    /// <summary>A secret from standard input, without one end of line.</summary>
    internal static byte[] ReadInput()
    {
        using var input = System.Console.OpenStandardInput();
        var buffer = new byte[Secrets.MaxBytes + 2];
        var length = input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var value = buffer.AsSpan(0, length);
        if (value.EndsWith("\n"u8))
        {
            value = value[..^1];
            value = value.EndsWith("\r"u8) ? value[..^1] : value;
        }

        var copy = value.ToArray();
        Array.Clear(buffer);
        return copy;
    }

    /// <summary>A secret that is typed and not shown.</summary>
    internal static byte[] Prompt(string name)
    {
        System.Console.Error.Write($"value of {name} (not shown): ");
        var text = new StringBuilder();
        while (true)
        {
            var key = System.Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                System.Console.Error.WriteLine();
                return Encoding.UTF8.GetBytes(text.ToString());
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar) && text.Length < Secrets.MaxBytes)
            {
                text.Append(key.KeyChar);
            }
        }
    }
}
