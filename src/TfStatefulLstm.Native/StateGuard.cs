using Google.Protobuf;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Native;

/// <summary>Nodes to run instead of others.</summary>
/// <param name="Nodes">The nodes, to be added to the graph.</param>
/// <param name="Tensors">What to fetch instead of tensors that are a variable's value.</param>
/// <param name="Doubles">What to run instead of nodes, by name.</param>
internal sealed record Protection(List<NodeDef> Nodes, Dictionary<TensorName, TensorName> Tensors, Dictionary<string, string> Doubles)
{
    public TensorName Instead(TensorName tensor) => Tensors.TryGetValue(tensor, out var copy) ? copy : tensor with { Node = Instead(tensor.Node) };

    public string Instead(string node) => Doubles.GetValueOrDefault(node, node);
}

/// <summary>Keeps a run's promise about variables where TensorFlow leaves it open. <c>Assign</c> writes into the buffer that <c>v/read</c> hands on, so that a use of the old
/// value, such as the backward pass's of an initial state, may find the new one. The promise: a use sees the value from before the run, unless a data or control
/// dependency puts an assign before it; then the latest such assign. Kept so: what uses a value that a later, unordered assign of the run overwrites gets it from a copy
/// (<c>DeepCopy</c>) that is made before that assign. Nodes that are in the library's graph cannot be changed, so that everything behind such a use is there a
/// second time, under a prefix; variables, constants and whatever the states do not reach are shared.
/// Optimizers' updates (<c>Apply...</c>) come after the gradients by the graph that TensorFlow builds, weights are not copied; loops and branches that write a variable inside are left as they are.</summary>
internal sealed class StateGuard
{
    private readonly List<EngineNode> _nodes;
    private readonly HashSet<TensorName> _fed;
    private readonly string _prefix;
    private readonly IReadOnlyDictionary<string, int> _references;
    private readonly Dictionary<string, EngineNode> _byName;
    private readonly List<EngineNode> _order;

    // The variable whose memory a tensor is.
    private readonly Dictionary<TensorName, EngineNode> _aliases = [];
    private readonly Dictionary<EngineNode, List<EngineNode>> _writes = [];

    // For a node, of each variable the number of writes before its end: the latest of them counts.
    private readonly Dictionary<EngineNode, Dictionary<EngineNode, int>> _seen = [];

    private readonly Dictionary<(EngineNode Variable, int Write), NodeDef> _copies = [];

    // Ways into branches and loops, for the value after a write.
    private readonly Dictionary<(EngineNode Gate, int Write), TensorName> _gates = [];
    private readonly Dictionary<(EngineNode User, int Input), TensorName> _moved = [];
    private readonly Dictionary<EngineNode, List<string>> _waits = [];

    private StateGuard(List<EngineNode> nodes, HashSet<TensorName> fed, string prefix, IReadOnlyDictionary<string, int> references)
    {
        (_nodes, _fed, _prefix, _references) = (nodes, fed, prefix, references);
        _byName = nodes.ToDictionary(n => n.Name);
        _order = Ordered();
    }

    /// <summary>What to run instead, or null if no use of the run is in danger.</summary>
    /// <param name="nodes">What the run needs, in the graph's order.</param>
    /// <param name="fed">The tensors whose values are given.</param>
    /// <param name="fetched">The tensors whose values are wanted.</param>
    /// <param name="prefix">For the names of the new nodes; no other node has it.</param>
    /// <param name="references">How many inputs of an op are references: its first ones.</param>
    public static Protection? Protect(List<EngineNode> nodes, HashSet<TensorName> fed, IEnumerable<TensorName> fetched, string prefix, IReadOnlyDictionary<string, int> references)
    {
        var guard = new StateGuard(nodes, fed, prefix, references);
        guard.FindWrites();
        guard.FindUses();
        var copies = guard.FetchedCopies(fetched);
        return guard._copies.Count == 0 ? null : guard.Double(copies);
    }

    /// <summary>Updates that TensorFlow's graphs order by the gradients that they need.</summary>
    private static bool IsOptimizers(string op) => op.StartsWith("Apply", StringComparison.Ordinal) || op.StartsWith("SparseApply", StringComparison.Ordinal);

    /// <summary>Behind these, what is done to a variable depends on branches taken and iterations done.</summary>
    private static bool HidesWrites(string op) => op is "RefSwitch" or "RefEnter" or "RefMerge" or "RefSelect" or "RefNextIteration" or "RefExit";

    /// <summary>What hands a value on into a branch or loop.</summary>
    private static bool IsGate(string op) => op is "Switch" or "Enter";

    private static bool HandsOn(string op) => op is "Identity" or "RefIdentity" or "StopGradient" or "PreventGradient";

    /// <summary>Inputs before users, the graph's order where nothing else orders; what comes back into a loop does not count.</summary>
    private List<EngineNode> Ordered()
    {
        var waiting = new Dictionary<EngineNode, int>();
        var users = new Dictionary<EngineNode, List<EngineNode>>();
        foreach (var node in _nodes)
        {
            var sources = Sources(node).Where(s => s.Def.Op is not ("NextIteration" or "RefNextIteration")).ToList();
            waiting[node] = sources.Count;
            foreach (var source in sources)
            {
                if (!users.TryGetValue(source, out var list)) users.Add(source, list = []);
                list.Add(node);
            }
        }
        var ready = new PriorityQueue<EngineNode, int>(_nodes.Where(n => waiting[n] == 0).Select(n => (n, n.Index)));
        var order = new List<EngineNode>(_nodes.Count);
        while (ready.TryDequeue(out var node, out _))
        {
            order.Add(node);
            foreach (var user in users.GetValueOrDefault(node, []))
                if (--waiting[user] == 0) ready.Enqueue(user, user.Index);
        }
        return order;
    }

    private IEnumerable<EngineNode> Sources(EngineNode node) => node.Inputs.Where(i => !_fed.Contains(i)).Select(i => i.Node).Concat(node.Controls).Select(n => _byName[n]);

    private void FindWrites()
    {
        var depth = new Dictionary<EngineNode, int>();
        var unclear = new HashSet<EngineNode>();
        foreach (var node in _order)
        {
            var at = Sources(node).Select(s => depth.GetValueOrDefault(s)).DefaultIfEmpty().Max();
            depth[node] = at + (node.Def.Op is "Enter" or "RefEnter" ? 1 : node.Def.Op is "Exit" or "RefExit" ? -1 : 0);
            if (node.Def.Op is "VariableV2" or "Variable") _aliases.Add(new TensorName(node.Name, 0), node);
            for (var k = 0; k < node.Inputs.Length; k++)
            {
                if (_fed.Contains(node.Inputs[k]) || !_aliases.TryGetValue(node.Inputs[k], out var variable)) continue;
                if (HidesWrites(node.Def.Op)) unclear.Add(variable);
                if (k == 0 && (HandsOn(node.Def.Op) || IsGate(node.Def.Op) || WritesInput(node, 0))) _aliases.Add(new TensorName(node.Name, 0), variable);
                if (k == 0 && node.Def.Op == "Switch") _aliases.Add(new TensorName(node.Name, 1), variable);
                if (!WritesInput(node, k)) continue;
                if (depth[node] > 0) unclear.Add(variable);
                if (!_writes.TryGetValue(variable, out var writes)) _writes.Add(variable, writes = []);
                writes.Add(node);
            }
        }
        foreach (var variable in unclear) _writes.Remove(variable);
    }

    private void FindUses()
    {
        foreach (var node in _order)
        {
            var before = new Dictionary<EngineNode, int>();
            foreach (var source in Sources(node).Where(_seen.ContainsKey))
                foreach (var (variable, count) in _seen[source]) before[variable] = Math.Max(before.GetValueOrDefault(variable), count);
            for (var k = 0; k < node.Inputs.Length; k++)
            {
                if (_fed.Contains(node.Inputs[k]) || !_aliases.TryGetValue(node.Inputs[k], out var variable) || !_writes.TryGetValue(variable, out var writes)) continue;
                var seen = before.GetValueOrDefault(variable);
                if (WritesInput(node, k))
                {
                    // Writes that nothing orders come in this order, and none gets lost.
                    var number = writes.IndexOf(node);
                    if (number > seen) Wait(node, writes[number - 1].Name);
                    before[variable] = number + 1;
                }
                else if (!HandsOn(node.Def.Op) && !(k == 0 && IsGate(node.Def.Op)) && node.Def.Op != "IsVariableInitialized" && IsInDanger(writes, seen))
                {
                    _moved.Add((node, k), Version(node.Inputs[k], variable, seen));
                }
            }
            _seen.Add(node, before);
        }
    }

    private bool WritesInput(EngineNode node, int input) =>
        input < _references.GetValueOrDefault(node.Def.Op) && !HandsOn(node.Def.Op) && !HidesWrites(node.Def.Op) && node.Def.Op != "IsVariableInitialized";

    /// <summary>Whether an assign may come between a use and the last write before it.</summary>
    private static bool IsInDanger(List<EngineNode> writes, int seen) => writes.Skip(seen).Any(w => !IsOptimizers(w.Def.Op));

    /// <summary>What holds the variable's value after a write where the alias is: the copy, or its way through the same gates.</summary>
    private TensorName Version(TensorName alias, EngineNode variable, int write)
    {
        var node = _byName[alias.Node];
        while (node != variable && !IsGate(node.Def.Op)) node = _byName[node.Inputs[0].Node];
        if (node == variable) return CopyOf(variable, write);
        if (!_gates.TryGetValue((node, write), out var value)) _gates.Add((node, write), value = Version(node.Inputs[0], variable, write));
        return new TensorName(GateName(node, write), alias.Output);
    }

    private string GateName(EngineNode gate, int write) => $"{_prefix}/copy_{write}/{gate.Name}";

    private TensorName CopyOf(EngineNode variable, int write)
    {
        if (!_copies.TryGetValue((variable, write), out var copy))
        {
            var writes = _writes[variable];
            copy = new NodeDef { Name = $"{_prefix}/copy_{write}/{variable.Name}", Op = "DeepCopy", Device = variable.Def.Device, Input = { variable.Name } };
            copy.Attr["T"] = variable.Def.Attr["dtype"];
            copy.Attr["_class"] = new AttrValue { List = new AttrValue.Types.ListValue { S = { ByteString.CopyFromUtf8($"loc:@{variable.Name}") } } };
            if (write > 0) copy.Input.Add("^" + writes[write - 1].Name);
            _copies.Add((variable, write), copy);
            Wait(writes[write], copy.Name);
        }
        return new TensorName(copy.Name, 0);
    }

    private void Wait(EngineNode node, string before)
    {
        if (!_waits.TryGetValue(node, out var list)) _waits.Add(node, list = []);
        list.Add(before);
    }

    /// <summary>What uses a copy or waits for one, and everything behind it, a second time.</summary>
    private Protection Double(Dictionary<TensorName, TensorName> fetched)
    {
        var users = _nodes.SelectMany(n => Sources(n).Select(s => (Source: s, User: n))).ToLookup(e => e.Source, e => e.User);
        var found = _moved.Keys.Select(m => m.User).Concat(_waits.Keys).ToHashSet();
        var todo = new Stack<EngineNode>(found);
        while (todo.TryPop(out var node))
            foreach (var user in users[node])
                if (found.Add(user)) todo.Push(user);

        var doubles = found.ToDictionary(n => n.Name, n => $"{_prefix}/{n.Name}");
        var nodes = new List<NodeDef>();
        foreach (var copy in _copies.Values)
        {
            for (var i = 0; i < copy.Input.Count; i++)
                if (copy.Input[i][0] == '^' && doubles.TryGetValue(copy.Input[i][1..], out var other)) copy.Input[i] = "^" + other;
            nodes.Add(copy);
        }
        foreach (var ((gate, write), value) in _gates) nodes.Add(Again(gate, GateName(gate, write), k => k == 0 ? value : null, []));
        foreach (var node in _nodes.Where(found.Contains))
            nodes.Add(Again(node, doubles[node.Name], k => _moved.TryGetValue((node, k), out var version) ? version : null, _waits.GetValueOrDefault(node, [])));
        return new Protection(nodes, fetched, doubles);

        NodeDef Again(EngineNode node, string name, Func<int, TensorName?> moved, List<string> waits)
        {
            var def = node.Def.Clone();
            def.Name = name;
            def.Input.Clear();
            for (var k = 0; k < node.Inputs.Length; k++)
            {
                var input = node.Inputs[k];
                def.Input.Add((moved(k) ?? (!_fed.Contains(input) && doubles.TryGetValue(input.Node, out var other) ? input with { Node = other } : input)).ToString());
            }
            def.Input.Add(node.Controls.Concat(waits).Distinct().Select(c => "^" + doubles.GetValueOrDefault(c, c)));
            return def;
        }
    }

    /// <summary>A fetched reference too is a use: of the value that the run has at the node that is fetched.</summary>
    private Dictionary<TensorName, TensorName> FetchedCopies(IEnumerable<TensorName> fetched)
    {
        var result = new Dictionary<TensorName, TensorName>();
        foreach (var tensor in fetched.Where(t => !_fed.Contains(t)))
        {
            if (!_aliases.TryGetValue(tensor, out var variable) || !_writes.TryGetValue(variable, out var writes)) continue;
            var seen = _seen[_byName[tensor.Node]].GetValueOrDefault(variable);
            if (IsInDanger(writes, seen)) result[tensor] = Version(tensor, variable, seen);
        }
        return result;
    }
}
