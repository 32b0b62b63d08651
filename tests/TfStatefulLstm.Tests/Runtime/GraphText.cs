using System.Globalization;
using System.Text.RegularExpressions;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Tests.Runtime;

/// <summary>Graphs written by hand, a node a line: <c>sum = AddV2(x, c, ^before) {T: int32}</c>. An attribute of type <c>type</c> that the op must have and the
/// line does not give is float; <c>value: [1 2]</c> is a vector.</summary>
internal static partial class GraphText
{
    public static GraphDef Parse(string text)
    {
        var graph = new GraphDef();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Line().Match(line);
            if (!match.Success) throw new FormatException(line);
            var node = new NodeDef { Name = match.Groups["name"].Value, Op = match.Groups["op"].Value };
            node.Input.Add(match.Groups["in"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            var given = match.Groups["attrs"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(a => a.Split(':', 2, StringSplitOptions.TrimEntries)).ToDictionary(a => a[0], a => a[1]);
            if (OpRegistry.TryFind(node.Op, out var op)) AddAttrs(node, op.Schema, given);
            graph.Node.Add(node);
        }
        return graph;
    }

    public static ManagedEngine Engine(string text, bool passes = true) => new(Parse(text), new EngineOptions { Passes = passes });

    public static NDArray[] Run(this IEngine engine, string fetches, string targets = "", params (string Name, NDArray Value)[] feeds) =>
        engine.Run(feeds.ToDictionary(f => f.Name + ":0", f => f.Value), [.. Split(fetches).Select(f => f.Contains(':') ? f : f + ":0")], Split(targets));

    /// <summary>The fetched scalars and vectors in one list.</summary>
    public static float[] Floats(this IEngine engine, string fetches, string targets = "", params (string Name, NDArray Value)[] feeds) =>
        [.. engine.Run(fetches, targets, feeds).SelectMany(v => v.ToArray<float>())];

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static void AddAttrs(NodeDef node, OpSchema schema, Dictionary<string, string> given)
    {
        foreach (var attr in schema.Attrs)
        {
            if (given.TryGetValue(attr.Name, out var text)) node.Attr.Add(attr.Name, Value(attr.Kind, text, given));
            else if (attr is { Kind: "type", Default: null }) node.Attr.Add(attr.Name, new AttrValue { Type = (DataType)(int)DType.Float32 });
        }
    }

    private static AttrValue Value(string kind, string text, Dictionary<string, string> given) => kind switch
    {
        "type" => new AttrValue { Type = (DataType)(int)DTypes.Parse(text) },
        "list(type)" => AttrValues.Of(text.Split(' ').Select(DTypes.Parse).ToArray()),
        "list(shape)" => AttrValues.Of([new Shape(Numbers(text).Select(n => (long)n).ToArray())]),
        "int" => new AttrValue { I = long.Parse(text, CultureInfo.InvariantCulture) },
        "bool" => new AttrValue { B = bool.Parse(text) },
        "shape" => new AttrValue { Shape = new Shape(Numbers(text).Select(n => (long)n).ToArray()).ToProto() },
        "tensor" => new AttrValue { Tensor = TensorProtos.ToProto(Array(text).AsType(given.TryGetValue("dtype", out var type) ? DTypes.Parse(type) : DType.Float32)) },
        "string" => new AttrValue { S = Google.Protobuf.ByteString.CopyFromUtf8(text) },
        _ => throw new FormatException(kind),
    };

    private static NDArray Array(string text)
    {
        var numbers = Numbers(text);
        return text.StartsWith('[') ? NDArray.From(numbers, numbers.Length) : NDArray.Scalar(numbers[0]);
    }

    private static double[] Numbers(string text) =>
        [.. text.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => n is "true" or "false" ? n == "true" ? 1 : 0 : double.Parse(n, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^(?<name>\S+) = (?<op>\w+)(?:\((?<in>[^)]*)\))?(?: \{(?<attrs>[^}]*)\})?$")]
    private static partial Regex Line();
}
