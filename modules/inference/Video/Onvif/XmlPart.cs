using System.Xml;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>
/// An element of a message. Names are local ones: cameras agree on them, and differ in the years of their namespaces. Document types are prohibited, and sizes, depth and counts limited, so that no message
/// costs more than its bytes. Not changed after parsing.
/// </summary>
public sealed class XmlPart
{
    /// <summary>Most elements of a message.</summary>
    public const int MostElements = 20_000;

    /// <summary>Deepest nesting.</summary>
    public const int MostDepth = 32;

    private const int MostTextChars = 4_096;
    private readonly List<XmlPart> _children = [];

    private XmlPart(string name, string token)
    {
        Name = name;
        Token = token;
    }

    /// <summary>Local name.</summary>
    public string Name { get; }

    /// <summary>The attribute `token`; empty when there is none.</summary>
    public string Token { get; }

    /// <summary>Text in it, trimmed, at most 4,096 characters.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Elements in it.</summary>
    public IReadOnlyList<XmlPart> Children => _children;

    /// <summary>Reads a message; null with why it cannot be read. Never throws for what the bytes hold.</summary>
    public static XmlPart? Parse(ReadOnlySpan<byte> bytes, out string fault)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = Math.Max(1, bytes.Length),
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, settings);
            return Read(reader, out fault);
        }
        catch (XmlException e)
        {
            fault = $"is no XML: {OnvifText.Clean(e.Message, 160)}";
            return null;
        }
    }

    /// <summary>The first element down a path of names; null when there is none.</summary>
    public XmlPart? At(params ReadOnlySpan<string> path)
    {
        var part = this;
        foreach (var name in path)
        {
            part = part._children.Find(c => c.Name == name);
            if (part is null)
            {
                return null;
            }
        }

        return part;
    }

    /// <summary>Text down a path of names; empty when there is none.</summary>
    public string TextAt(params ReadOnlySpan<string> path) => At(path)?.Text ?? "";

    /// <summary>Elements of a name right in this one.</summary>
    public IEnumerable<XmlPart> All(string name) => _children.Where(c => c.Name == name);

    private static XmlPart? Read(XmlReader reader, out string fault)
    {
        var open = new Stack<XmlPart>();
        XmlPart? root = null;
        var count = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++count > MostElements || open.Count >= MostDepth)
                    {
                        fault = count > MostElements ? $"has more than {MostElements} elements" : $"is nested deeper than {MostDepth} elements";
                        return null;
                    }

                    var part = new XmlPart(reader.LocalName, reader.GetAttribute("token") ?? "");
                    root ??= part;
                    if (open.TryPeek(out var above))
                    {
                        above._children.Add(part);
                    }

                    if (!reader.IsEmptyElement)
                    {
                        open.Push(part);
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop().Trim();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    open.Peek().Add(reader.Value);
                    break;
            }
        }

        fault = root is null ? "holds no element" : "";
        return root;
    }

    private void Add(string text) => Text = (Text + text)[..Math.Min(MostTextChars, Text.Length + text.Length)];

    private void Trim() => Text = Text.Trim();
}
