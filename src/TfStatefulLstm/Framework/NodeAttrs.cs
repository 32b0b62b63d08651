using Google.Protobuf.Collections;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Framework;

/// <summary>The attributes of one node, read by name; a value that the node does not give is the default of its op.</summary>
/// <param name="node">The node's name, for messages.</param>
/// <param name="schema">The definition of its op.</param>
/// <param name="attrs">What the node gives.</param>
internal sealed class NodeAttrs(string node, OpSchema schema, MapField<string, AttrValue> attrs)
{
    // A number in a file must not be worth more memory than the file: no real node has so many inputs or outputs.
    private const int MaxArgs = 1 << 14;

    public NodeAttrs(NodeDef node, OpSchema schema) : this(node.Name, schema, node.Attr) { }

    public string Node => node;

    public OpSchema Schema => schema;

    public bool Has(string name) => attrs.ContainsKey(name);

    public bool Bool(string name) => Get(name).B;

    public long Int(string name) => Get(name).I;

    public float Float(string name) => Get(name).F;

    public string Str(string name) => Get(name).S.ToStringUtf8();

    public DType Type(string name) => (DType)(int)Get(name).Type;

    public Shape Shape(string name) => Framework.Shape.FromProto(Get(name).Shape);

    /// <summary>A constant's value.</summary>
    /// <exception cref="InvalidArgumentError">It is malformed, or of another type than the node's attribute says.</exception>
    public NDArray Tensor(string name)
    {
        var value = TensorProtos.ToArray(Get(name).Tensor);
        return schema.FindAttr("dtype") is null || value.DType == Type("dtype") ? value
            : throw new InvalidArgumentError($"Type mismatch between value ({value.DType.RegistrationName()}) and dtype ({Type("dtype").RegistrationName()})", node);
    }

    public string Function(string name) => Get(name).Func.Name;

    public long[] Ints(string name) => [.. List(name).I];

    public float[] Floats(string name) => [.. List(name).F];

    public bool[] Bools(string name) => [.. List(name).B];

    public string[] Strs(string name) => [.. List(name).S.Select(s => s.ToStringUtf8())];

    public DType[] Types(string name) => [.. List(name).Type.Select(t => (DType)(int)t)];

    public Shape[] Shapes(string name) => [.. List(name).Shape.Select(Framework.Shape.FromProto)];

    // An empty list may have been left out.
    private AttrValue.Types.ListValue List(string name) => Get(name).List ?? new();

    public AttrValue Get(string name)
    {
        if (attrs.TryGetValue(name, out var value)) return value;
        return schema.FindAttr(name)?.Default ?? throw new InvalidArgumentError($"NodeDef missing attr '{name}' from Op<name={schema.Name}>", node);
    }

    /// <summary>The types of all inputs, lists flattened, references as such.</summary>
    public DType[] InputTypes() => ArgTypes(schema.Inputs);

    /// <summary>The types of all outputs, lists flattened, references as such.</summary>
    public DType[] OutputTypes() => ArgTypes(schema.Outputs);

    private DType[] ArgTypes(IReadOnlyList<OpArg> args)
    {
        var types = new List<DType>();
        foreach (var arg in args)
        {
            if (arg.TypeAttr is not null && schema.FindAttr(arg.TypeAttr)?.Kind == "list(type)")
            {
                types.AddRange(Types(arg.TypeAttr));
                continue;
            }
            var type = arg.TypeAttr is null ? arg.Type : Type(arg.TypeAttr);
            if (arg.IsRef) type = type.AsRef();
            var count = arg.NumberAttr is null ? 1 : Int(arg.NumberAttr);
            if (count is < 0 or > MaxArgs) throw new InvalidArgumentError($"Value for number_attr() {count} {(count < 0 ? "< 0" : $"> {MaxArgs}")}: attr '{arg.NumberAttr}' of Op<name={schema.Name}>", node);
            types.AddRange(Enumerable.Repeat(type, (int)count));
        }
        return [.. types];
    }
}
