using System.Text.Json;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints;

/// <summary>One replay of one recorded case.</summary>
internal sealed class CaseReplay : IDisposable
{
    private readonly string _folder;
    private readonly IEngine _engine;
    private readonly IReadOnlyDictionary<string, NDArray> _arrays;
    private readonly ReplayOptions _options;
    private readonly Dictionary<string, NodeDef> _nodes;
    private readonly List<NodeDef> _variables;
    private readonly bool _seeded;
    private int _done;
    private double _worstAbsolute;
    private double _worstRelative;
    private string? _worstAt;

    public CaseReplay(string folder, GraphDef graph, IReadOnlyDictionary<string, NDArray> arrays, ReplayOptions options)
    {
        _folder = folder;
        _arrays = arrays;
        _options = options;
        _nodes = graph.Node.ToDictionary(n => n.Name);
        _variables = [.. graph.Node.Where(n => n.Op is "VariableV2" or "Variable" or "VarHandleOp")];
        _seeded = !graph.Node.Any(n => n.Attr.TryGetValue("seed", out var seed) && n.Attr.TryGetValue("seed2", out var seed2) && seed.I == 0 && seed2.I == 0);
        _engine = options.Engine(graph);
        _engine.Extend(AccessTo(_variables));
    }

    public void Dispose() => _engine.Dispose();

    public ReplayResult Run(JsonElement steps)
    {
        try
        {
            foreach (var step in steps.EnumerateArray())
            {
                var failure = step.TryGetProperty("restore", out var prefix) ? Restore(prefix.GetString()!) : Run(_done, step.GetProperty("run"));
                if (failure is not null) return Result($"step {_done}: {failure}");
                _done++;
            }
            return Result(null);
        }
        catch (UnimplementedError e) when (e.Data["UnsupportedOps"] is string[] ops)
        {
            return Result(e.Message, ops);
        }
        catch (Exception e) when (e is OpError or IOException or ArgumentException)
        {
            return Result($"step {_done}: {e.GetType().Name}{((e as OpError)?.Op is { } op ? $" in '{op}'" : "")}: {e.Message}");
        }
    }

    private ReplayResult Result(string? failure, string[]? unsupported = null) =>
        new(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_folder))), _done, _worstAbsolute, _worstRelative, _worstAt, unsupported ?? [], failure);

    private string? Run(int number, JsonElement run)
    {
        var feeds = run.GetProperty("feeds").EnumerateObject().ToDictionary(f => f.Name, f => Feed(f.Name, _arrays[f.Value.GetString()!]));
        var fetches = run.GetProperty("fetches").EnumerateArray().Select(f => (Name: f[0].GetString()!, Key: f[1].GetString())).ToList();
        string[] targets = [.. run.GetProperty("targets").EnumerateArray().Select(t => t.GetString()!)];
        string[] names = [.. fetches.Select(f => f.Name)];
        if (run.TryGetProperty("error", out var error)) return ExpectError(feeds, names, targets, error);
        var values = _engine.Run(feeds, names, targets);
        for (var i = 0; i < values.Length; i++)
        {
            if (Compare(names[i], number, values[i], _arrays[fetches[i].Key!]) is { } difference) return difference;
        }
        return null;
    }

    /// <summary>The value in the tensor's type, as Python's session converts it.</summary>
    private NDArray Feed(string tensor, NDArray value)
    {
        var colon = tensor.LastIndexOf(':');
        if (!_nodes.TryGetValue(tensor[..colon], out var node) || !OpRegistry.TryFind(node.Op, out var op)) return value;
        return value.AsType(new NodeAttrs(node, op.Schema).OutputTypes()[int.Parse(tensor.AsSpan(colon + 1))]);
    }

    private string? ExpectError(Dictionary<string, NDArray> feeds, string[] fetches, string[] targets, JsonElement error)
    {
        var expected = (ErrorCode)error.GetProperty("number").GetInt32();
        try
        {
            _engine.Run(feeds, fetches, targets);
        }
        catch (OpError e) when (e is not UnimplementedError || expected == ErrorCode.Unimplemented)
        {
            return e.Code == expected ? null : $"raised {e.Code} ({e.Message}) where {expected} ({error.GetProperty("message").GetString()}) was recorded";
        }
        return $"did not raise {expected}: {error.GetProperty("message").GetString()}";
    }

    private string? Compare(string name, int step, NDArray value, NDArray expected)
    {
        if (!value.Dims.SequenceEqual(expected.Dims)) return $"{name} has shape {value.Shape}, recorded is {expected.Shape}";
        if (value.DType == DType.String)
        {
            // The recorder's strings are numpy's, which lose zero bytes at their end.
            for (var i = 0; i < value.Length; i++)
                if (!value.AsSpan<byte[]>()[i].AsSpan().TrimEnd((byte)0).SequenceEqual(expected.AsSpan<byte[]>()[i])) return $"{name}[{i}] is another string than recorded";
            return null;
        }
        if (value.DType != expected.DType) return $"{name} is {value.DType.Name()}, recorded is {expected.DType.Name()}";
        if (value.Bytes.SequenceEqual(expected.Bytes)) return null;
        var mine = value.AsType(DType.Float64).AsSpan<double>();
        var theirs = expected.AsType(DType.Float64).AsSpan<double>();
        string? failure = null;
        for (var i = 0; i < mine.Length; i++)
        {
            if (mine[i].Equals(theirs[i])) continue;
            var deviation = Math.Abs(mine[i] - theirs[i]);
            if (!(deviation <= _options.AbsoluteTolerance + _options.RelativeTolerance * Math.Abs(theirs[i])))
                failure ??= $"{name}[{i}] is {mine[i]:G9}, recorded is {theirs[i]:G9}";
            if (double.IsNaN(deviation)) deviation = double.PositiveInfinity;
            if (deviation > _worstAbsolute) (_worstAbsolute, _worstAt) = (deviation, $"{name} in step {step}");
            if (deviation > _options.AbsoluteTolerance) _worstRelative = Math.Max(_worstRelative, deviation / Math.Abs(theirs[i]));
        }
        return failure;
    }

    /// <summary>Gives every variable what the checkpoint holds. Before that, at the checkpoint made right after initialization, the variables must hold it.</summary>
    private string? Restore(string prefix)
    {
        using var checkpoint = new BundleReader(Path.Combine(_folder, prefix));
        var saved = _variables.Where(v => checkpoint.Contains(v.Name)).ToList();
        var values = saved.ConvertAll(v => checkpoint.Read(v.Name));
        if (prefix == "init" && _done > 0 && _seeded)
        {
            var own = _engine.Run(new Dictionary<string, NDArray>(), saved.ConvertAll(v => $"{Access(v)}/read:0"), []);
            for (var i = 0; i < own.Length; i++)
                if (own[i].DType != values[i].DType || !own[i].Bytes.SequenceEqual(values[i].Bytes))
                    return $"{saved[i].Name} was initialized to {own[i]}, the checkpoint holds {values[i]}";
        }
        var feeds = saved.Zip(values).ToDictionary(p => $"{Access(p.First)}/value:0", p => p.Second);
        _engine.Run(feeds, [], saved.ConvertAll(v => $"{Access(v)}/assign"));
        return null;
    }

    private static string Access(NodeDef variable) => $"replay/{variable.Name}";

    /// <summary>Nodes to read and write each variable by, whatever the graph itself offers.</summary>
    private static GraphDef AccessTo(List<NodeDef> variables)
    {
        var graph = new GraphDef();
        foreach (var variable in variables)
        {
            var isResource = variable.Op == "VarHandleOp";
            var type = variable.Attr["dtype"];
            graph.Node.Add(new NodeDef { Name = $"{Access(variable)}/value", Op = "Placeholder", Attr = { ["dtype"] = type } });
            var read = new NodeDef { Name = $"{Access(variable)}/read", Op = isResource ? "ReadVariableOp" : "Identity", Input = { variable.Name } };
            var assign = new NodeDef { Name = $"{Access(variable)}/assign", Op = isResource ? "AssignVariableOp" : "Assign", Input = { variable.Name, $"{Access(variable)}/value" } };
            read.Attr[isResource ? "dtype" : "T"] = type;
            assign.Attr[isResource ? "dtype" : "T"] = type;
            if (!isResource) assign.Attr["validate_shape"] = new AttrValue { B = false };
            graph.Node.Add([read, assign]);
        }
        return graph;
    }
}
