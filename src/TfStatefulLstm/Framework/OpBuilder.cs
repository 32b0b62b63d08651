using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Framework;

/// <summary>Makes a node from loose arguments as TensorFlow's generated Python functions do (<c>_apply_op_helper</c>): opens the op's name scope, turns
/// inputs into tensors, infers attributes, checks types.</summary>
internal static class OpBuilder
{
    /// <param name="graph">The graph.</param>
    /// <param name="type">The op.</param>
    /// <param name="name">The name, or null for the op's own; one that ends in a slash is taken as it is.</param>
    /// <param name="inputs">One entry an input; that of a list input is a <see cref="TensorLike"/> list or an array of tensors.</param>
    /// <param name="attrs">The attributes that are not inferred from the inputs.</param>
    public static Operation Apply(this Graph graph, string type, string? name, TensorLike[] inputs, params ReadOnlySpan<(string Name, AttrValue Value)> attrs)
    {
        var schema = OpRegistry.Find(type).Schema;
        if (inputs.Length != schema.Inputs.Count)
            throw new TypeError($"apply_op() got {inputs.Length} inputs for {type}, which has {schema.Inputs.Count}.");
        var given = new Dictionary<string, AttrValue>(StringComparer.Ordinal);
        foreach (var (attr, value) in attrs) given.Add(attr, value);
        using var scope = graph.NameScope(string.IsNullOrEmpty(name) ? type : name);
        var call = new Call(graph, schema, given);
        for (var i = 0; i < inputs.Length; i++) call.Add(schema.Inputs[i], inputs[i]);
        call.CheckAllowed();
        using var placed = call.FirstRef is { } reference ? graph.ColocateWith(reference.Op) : null;
        return graph.CreateOp(type, call.Tensors, scope, given);
    }

    private sealed class Call(Graph graph, OpSchema schema, Dictionary<string, AttrValue> attrs)
    {
        private readonly Dictionary<string, string> _inferredFrom = [];

        public List<Tensor> Tensors { get; } = [];

        public Tensor? FirstRef { get; private set; }

        public void Add(OpArg arg, TensorLike input)
        {
            var isTypeList = arg.TypeAttr is not null && schema.FindAttr(arg.TypeAttr)!.Kind == "list(type)";
            var tensors = arg.NumberAttr is not null || isTypeList ? ConvertList(arg, input, isTypeList) : [ConvertOne(arg, input)];
            if (arg.NumberAttr is { } number) SetNumber(arg, number, tensors.Count);
            if (isTypeList) attrs.TryAdd(arg.TypeAttr!, AttrValues.Of(tensors.Select(t => t.DType.Base())));
            else if (arg.TypeAttr is { } attr && tensors.Count > 0) SetType(arg, attr, tensors[0].DType.Base());
            if (arg.IsRef)
            {
                if (!tensors.All(t => t.DType.IsRef()))
                    throw new TypeError($"'{schema.Name}' Op requires that input '{arg.Name}' be a mutable tensor (e.g.: a tf.Variable)");
                FirstRef ??= tensors[0];
            }
            Tensors.AddRange(tensors);
        }

        public void CheckAllowed()
        {
            foreach (var attr in schema.Attrs)
            {
                if (!attrs.TryGetValue(attr.Name, out var value))
                {
                    if (attr.Default is null) throw new TypeError($"Missing required attribute '{attr.Name}' of '{schema.Name}' Op.");
                    attrs.Add(attr.Name, attr.Default);
                    continue;
                }
                if (attr.AllowedStrings is { } strings && attr.Kind == "string" && !strings.Contains(value.S.ToStringUtf8()))
                    throw new ValueError($"Attr '{attr.Name}' of '{schema.Name}' Op passed string '{value.S.ToStringUtf8()}' not in: \"{string.Join("\", \"", strings)}\".");
                if (attr.Minimum is { } minimum && attr.Kind == "int" && value.I < minimum)
                    throw new ValueError($"Attr '{attr.Name}' of '{schema.Name}' Op passed {value.I} less than minimum {minimum}.");
            }
        }

        private DType? KnownType(OpArg arg)
        {
            if (arg.TypeAttr is null) return arg.Type;
            return attrs.TryGetValue(arg.TypeAttr, out var value) ? (DType)(int)value.Type : null;
        }

        private DType? DefaultType(OpArg arg) =>
            arg.TypeAttr is { } attr && schema.FindAttr(attr) is { Kind: "type", Default: { } value } ? (DType)(int)value.Type : null;

        private Tensor ConvertOne(OpArg arg, TensorLike input)
        {
            var dtype = KnownType(arg);
            try
            {
                return input.ToTensor(graph, dtype, arg.Name, DefaultType(arg), arg.IsRef);
            }
            catch (Exception e) when (e is ValueError or TypeError && dtype is not null && input.Value is TensorConvertible)
            {
                var prefix = $"Input '{arg.Name}' of '{schema.Name}' Op has type {TypeOf(input).Name()} that does not match";
                throw new TypeError(arg.TypeAttr is not null && _inferredFrom.TryGetValue(arg.TypeAttr, out var first)
                    ? $"{prefix} type {dtype.Value.Name()} of argument '{first}'."
                    : $"{prefix} expected type of {dtype.Value.Name()}.", e);
            }
        }

        private IReadOnlyList<Tensor> ConvertList(OpArg arg, TensorLike input, bool mixed)
        {
            if (input.Value is not TensorLike[] items)
                throw new TypeError($"Expected list for '{arg.Name}' argument to '{schema.Name}' Op, not {input.Value}.");
            if (mixed)
            {
                var types = attrs.TryGetValue(arg.TypeAttr!, out var list) ? list.List.Type : null;
                return items.Select((v, i) => v.ToTensor(graph, types is null ? null : (DType)(int)types[i], $"{arg.Name}_{i}", null, arg.IsRef)).ToArray();
            }
            var dtype = KnownType(arg) ?? items.Select(v => v.AsTensorOrNull?.DType.Base()).FirstOrDefault(t => t is not null);
            List<Tensor> tensors = [];
            try
            {
                for (var i = 0; i < items.Length; i++)
                    tensors.Add(items[i].ToTensor(graph, dtype, $"{arg.Name}_{i}", dtype is null ? DefaultType(arg) : null, arg.IsRef));
            }
            catch (Exception e) when (e is ValueError or TypeError && items.All(v => v.Value is TensorConvertible))
            {
                throw Mismatch(arg, items.Select(TypeOf), e);
            }
            return tensors.Select(t => t.DType.Base()).Distinct().Count() > 1 ? throw Mismatch(arg, tensors.Select(t => t.DType), null) : tensors;
        }

        // A variable counts with its element type; it is not read to know it.
        private static DType TypeOf(TensorLike input) => ((TensorConvertible)input.Value).ElementType.Base();

        private TypeError Mismatch(OpArg arg, IEnumerable<DType> types, Exception? cause)
        {
            var prefix = $"Tensors in list passed to '{arg.Name}' of '{schema.Name}' Op have types [{string.Join(", ", types.Select(t => t.Base().Name()))}]";
            return new TypeError(KnownType(arg) is { } type ? $"{prefix} that do not match expected type {type.Name()}." : $"{prefix} that don't all match.", cause);
        }

        private void SetNumber(OpArg arg, string attr, int count)
        {
            if (schema.FindAttr(attr)!.Minimum is { } minimum && count < minimum)
                throw new ValueError($"List argument '{arg.Name}' to '{schema.Name}' Op with length {count} shorter than minimum length {minimum}.");
            if (attrs.TryGetValue(attr, out var known))
            {
                if (known.I != count)
                    throw new ValueError($"List argument '{arg.Name}' to '{schema.Name}' Op with length {count} must match length {known.I} of argument '{_inferredFrom.GetValueOrDefault(attr)}'.");
                return;
            }
            attrs.Add(attr, AttrValues.Of((long)count));
            _inferredFrom[attr] = arg.Name;
        }

        private void SetType(OpArg arg, string attr, DType type)
        {
            var allowed = schema.FindAttr(attr)!.AllowedTypes;
            if (allowed is not null && !allowed.Contains(type))
                throw new TypeError($"Value passed to parameter '{arg.Name}' has DataType {type.Name()} not in list of allowed values: {string.Join(", ", allowed.Select(t => t.Name()))}");
            if (attrs.TryGetValue(attr, out var known))
            {
                var wanted = (DType)(int)known.Type;
                if (wanted == type) return;
                throw new TypeError(_inferredFrom.TryGetValue(attr, out var first)
                    ? $"Input '{arg.Name}' of '{schema.Name}' Op has type {type.Name()} that does not match type {wanted.Name()} of argument '{first}'."
                    : $"Input '{arg.Name}' of '{schema.Name}' Op has type {type.Name()} that does not match expected type of {wanted.Name()}.");
            }
            attrs.Add(attr, AttrValues.Of(type));
            _inferredFrom[attr] = arg.Name;
        }
    }
}
