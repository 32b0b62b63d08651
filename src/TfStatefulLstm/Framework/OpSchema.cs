using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Framework;

/// <summary>What an op is registered with: inputs, outputs and attributes, in the words of TensorFlow's <c>REGISTER_OP</c>, so that a
/// definition here reads as the definition there.</summary>
internal sealed class OpSchema
{
    private readonly List<OpArg> _inputs = [];
    private readonly List<OpArg> _outputs = [];
    private readonly List<OpAttr> _attrs = [];

    private OpSchema(string name) => Name = name;

    /// <summary>The op's type: <c>MatMul</c>.</summary>
    public string Name { get; }

    public IReadOnlyList<OpArg> Inputs => _inputs;

    public IReadOnlyList<OpArg> Outputs => _outputs;

    public IReadOnlyList<OpAttr> Attrs => _attrs;

    /// <summary>Whether two nodes with the same inputs may differ: never merged, folded or run twice.</summary>
    public bool IsStateful { get; private set; }

    public bool IsCommutative { get; private set; }

    public bool IsAggregate { get; private set; }

    /// <summary>Whether a reference input may be uninitialized (<c>Assign</c>).</summary>
    public bool TakesUninitializedInput { get; private set; }

    public static OpSchema Define(string name) => new(name);

    /// <summary><c>"a: T"</c>, <c>"values: N * T"</c>, <c>"ref: Ref(T)"</c>, <c>"tensors: dtypes"</c>.</summary>
    public OpSchema Input(string spec)
    {
        _inputs.Add(OpArg.Parse(spec));
        return this;
    }

    /// <inheritdoc cref="Input"/>
    public OpSchema Output(string spec)
    {
        _outputs.Add(OpArg.Parse(spec));
        return this;
    }

    /// <summary><c>"T: {float, double} = float"</c>, <c>"N: int >= 1"</c>, <c>"padding: {'SAME', 'VALID'}"</c>.</summary>
    public OpSchema Attr(string spec)
    {
        _attrs.Add(OpAttrParser.Parse(spec));
        return this;
    }

    public OpSchema Stateful()
    {
        IsStateful = true;
        return this;
    }

    public OpSchema Commutative()
    {
        IsCommutative = true;
        return this;
    }

    public OpSchema Aggregate()
    {
        IsAggregate = true;
        return this;
    }

    public OpSchema AllowsUninitializedInput()
    {
        TakesUninitializedInput = true;
        return this;
    }

    public OpAttr? FindAttr(string name) => _attrs.Find(a => a.Name == name);

    /// <summary>The wire form, as it stands in a MetaGraph's <c>stripped_op_list</c>.</summary>
    public OpDef ToProto()
    {
        var def = new OpDef
        {
            Name = Name,
            IsStateful = IsStateful,
            IsCommutative = IsCommutative,
            IsAggregate = IsAggregate,
            AllowsUninitializedInput = TakesUninitializedInput,
        };
        def.InputArg.Add(_inputs.Select(a => ArgProto(a)));
        def.OutputArg.Add(_outputs.Select(a => ArgProto(a)));
        def.Attr.Add(_attrs.Select(a => a.ToProto()));
        return def;
    }

    /// <summary>The definition of a wire form: of an op that this library has not, as a MetaGraph's producer knew it.</summary>
    /// <exception cref="InvalidArgumentError">An attribute is defined twice.</exception>
    public static OpSchema FromProto(OpDef def)
    {
        if (def.Attr.GroupBy(a => a.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new InvalidArgumentError($"OpDef has duplicate attr name '{twice.Key}'; in OpDef: {def.Name}");
        var schema = new OpSchema(def.Name)
        {
            IsStateful = def.IsStateful,
            IsCommutative = def.IsCommutative,
            IsAggregate = def.IsAggregate,
            TakesUninitializedInput = def.AllowsUninitializedInput,
        };
        schema._inputs.AddRange(def.InputArg.Select(OpArg.FromProto));
        schema._outputs.AddRange(def.OutputArg.Select(OpArg.FromProto));
        schema._attrs.AddRange(def.Attr.Select(OpAttr.FromProto));
        return schema;
    }

    private OpDef.Types.ArgDef ArgProto(OpArg arg)
    {
        var proto = new OpDef.Types.ArgDef { Name = arg.Name, IsRef = arg.IsRef };
        if (arg.NumberAttr is { } number) proto.NumberAttr = number;
        if (arg.TypeAttr is not { } type) proto.Type = (DataType)(int)arg.Type;
        else if (FindAttr(type)?.Kind == "list(type)") proto.TypeListAttr = type;
        else proto.TypeAttr = type;
        return proto;
    }
}

/// <summary>An input or output of an op.</summary>
/// <param name="Name">Its name, which names its constants: <c>concat/axis</c>.</param>
/// <param name="Type">Its type, if fixed.</param>
/// <param name="TypeAttr">The attribute that gives its type, or for a list of mixed types all of them.</param>
/// <param name="NumberAttr">The attribute that gives the length of a list of one type.</param>
/// <param name="IsRef">Whether it is a reference to a variable.</param>
internal sealed record OpArg(string Name, DType Type, string? TypeAttr, string? NumberAttr, bool IsRef)
{
    public static OpArg FromProto(OpDef.Types.ArgDef def) => new(def.Name, (DType)(int)def.Type,
        def.TypeListAttr.Length > 0 ? def.TypeListAttr : def.TypeAttr.Length > 0 ? def.TypeAttr : null, def.NumberAttr.Length > 0 ? def.NumberAttr : null, def.IsRef);

    public static OpArg Parse(string spec)
    {
        var colon = spec.IndexOf(':');
        var name = spec[..colon].Trim();
        var type = spec[(colon + 1)..].Trim();
        var isRef = type.StartsWith("Ref(", StringComparison.Ordinal);
        if (isRef) type = type[4..^1];
        string? number = null;
        var star = type.IndexOf('*');
        if (star >= 0) (number, type) = (type[..star].Trim(), type[(star + 1)..].Trim());
        // A registered type has a lower-case name; T, dtype, Tidx and the like are attributes.
        return DTypes.TryParseRegistration(type, out var fixedType)
            ? new OpArg(name, fixedType, null, number, isRef)
            : new OpArg(name, DType.Invalid, type, number, isRef);
    }
}

/// <summary>An attribute of an op.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">TensorFlow's attribute type: <c>int</c>, <c>type</c>, <c>list(shape)</c>, ...</param>
/// <param name="AllowedTypes">The types that a <c>type</c> may be; null for any.</param>
/// <param name="AllowedStrings">The values that a <c>string</c> may be; null for any.</param>
/// <param name="Minimum">The smallest <c>int</c>, or the smallest length of a list.</param>
/// <param name="Default">Its value where a node gives none; null if every node must give one.</param>
internal sealed record OpAttr(string Name, string Kind, IReadOnlyList<DType>? AllowedTypes, IReadOnlyList<string>? AllowedStrings, long? Minimum, AttrValue? Default)
{
    public static OpAttr FromProto(OpDef.Types.AttrDef def) => new(def.Name, def.Type,
        def.AllowedValues?.List is { Type.Count: > 0 } types ? [.. types.Type.Select(t => (DType)(int)t)] : null,
        def.AllowedValues?.List is { S.Count: > 0 } strings ? [.. strings.S.Select(v => v.ToStringUtf8())] : null,
        def.HasMinimum ? def.Minimum : null, def.DefaultValue);

    public OpDef.Types.AttrDef ToProto()
    {
        var proto = new OpDef.Types.AttrDef { Name = Name, Type = Kind };
        if (Default is not null) proto.DefaultValue = Default;
        if (Minimum is { } minimum)
        {
            proto.HasMinimum = true;
            proto.Minimum = minimum;
        }
        if (AllowedTypes is not null) proto.AllowedValues = AttrValues.Of(AllowedTypes);
        if (AllowedStrings is not null) proto.AllowedValues = AttrValues.Of(AllowedStrings);
        return proto;
    }
}
