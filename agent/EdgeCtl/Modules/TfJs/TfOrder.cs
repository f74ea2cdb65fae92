namespace EdgeCtl.Modules.TfJs;

/// <summary>Nodes that the outputs need, each after those that it takes from; the same for the same graph.</summary>
internal static class TfOrder
{
    /// <summary>Sorts them; a cycle or a missing node is a fault.</summary>
    public static List<TfNode> Of(TfGraph graph)
    {
        var order = new List<TfNode>();
        var isDone = new Dictionary<string, bool>(StringComparer.Ordinal);

        // A stack of our own: a graph may be deeper than a thread's.
        var stack = new Stack<(TfNode Node, int Next)>();
        foreach (var output in graph.Outputs)
        {
            Enter(graph, output.Node, "the signature", stack, isDone);
            while (stack.TryPop(out var top))
            {
                if (top.Next < top.Node.Inputs.Count)
                {
                    stack.Push(top with { Next = top.Next + 1 });
                    Enter(graph, top.Node.Inputs[top.Next].Node, $"node '{TfNode.Shown(top.Node.Name)}'", stack, isDone);
                }
                else
                {
                    isDone[top.Node.Name] = true;
                    order.Add(top.Node);
                }
            }
        }

        return order;
    }

    private static void Enter(TfGraph graph, string name, string user, Stack<(TfNode Node, int Next)> stack, Dictionary<string, bool> isDone)
    {
        if (isDone.TryGetValue(name, out var done))
        {
            if (!done)
            {
                throw new ModuleException($"node '{TfNode.Shown(name)}' needs its own output: the graph has a cycle; expected none");
            }

            return;
        }

        if (!graph.Nodes.TryGetValue(name, out var node))
        {
            throw new ModuleException($"{user} takes '{TfNode.Shown(name)}', which is no node of the graph");
        }

        isDone[name] = false;
        stack.Push((node, 0));
    }
}
