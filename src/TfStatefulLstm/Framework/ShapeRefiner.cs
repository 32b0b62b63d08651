namespace TfStatefulLstm.Framework;

/// <summary>Infers the shapes of a new op's outputs (<c>ShapeRefiner</c>), with what constant propagation knows of its inputs.</summary>
internal static class ShapeRefiner
{
    /// <exception cref="ValueError">The inputs do not fit the op: TensorFlow's message with the op and all input shapes.</exception>
    public static void Infer(Operation op)
    {
        // An op that no room here knows can be imported all the same; its shapes stay unknown.
        if (!OpRegistry.TryFind(op.Type, out var definition)) return;
        var context = new Context(op);
        try
        {
            // As in TensorFlow, the first look at the inputs is one at their shapes alone; constants are computed only where they are asked for.
            do definition.InferShapes(context);
            while (context.Materialize());
        }
        catch (InvalidArgumentError e)
        {
            var shapes = string.Join(", ", op.Inputs.Select(i => i.Shape.ToDebugString()));
            throw new ValueError($"{e.Message} for '{op.Name}' (op: '{op.Type}') with input shapes: {shapes}{context.Computed()}.", e);
        }
        for (var i = 0; i < op.Outputs.Count; i++)
        {
            op.Outputs[i].Shape = context.Shapes[i] ?? Shape.Unknown;
            op.Outputs[i].Handle = context.Handles[i];
        }
    }

    private sealed class Context(Operation op) : ShapeContext(op.Attrs)
    {
        private readonly SortedDictionary<int, NDArray?> _values = [];
        private readonly SortedDictionary<int, Shape> _partial = [];
        private readonly HashSet<int> _asked = [];
        private readonly HashSet<int> _askedAsShape = [];

        public Shape?[] Shapes { get; } = new Shape?[op.Outputs.Count];

        public HandleData?[] Handles { get; } = new HandleData?[op.Outputs.Count];

        public override int InputCount => op.Inputs.Count;

        public override int OutputCount => op.Outputs.Count;

        public override Shape Input(int index) => op.Inputs[index].Shape;

        public override HandleData? InputHandle(int index) => op.Inputs[index].Handle;

        public override NDArray? InputTensor(int index)
        {
            if (_values.TryGetValue(index, out var value)) return value;
            _asked.Add(index);
            return null;
        }

        public override Shape InputTensorAsShape(int index)
        {
            var vector = WithRank(index, 1);
            if (!_partial.TryGetValue(index, out var shape)) _askedAsShape.Add(index);
            else if (shape.HasRank) return shape;
            return vector[0] >= 0 ? Shape.UnknownOfRank(vector[0]) : Shape.Unknown;
        }

        /// <summary>Computes what was asked for; whether that gave anything new.</summary>
        public bool Materialize()
        {
            var isNew = false;
            foreach (var index in _asked) isNew |= (_values[index] = ConstantEvaluation.Evaluate(op.Inputs[index])) is not null;
            foreach (var index in _askedAsShape) isNew |= (_partial[index] = ConstantEvaluation.AsShape(op.Inputs[index])).HasRank;
            _asked.Clear();
            _askedAsShape.Clear();
            return isNew;
        }

        public override void SetOutput(int index, Shape shape) => Shapes[index] = shape;

        public override void SetOutputHandle(int index, HandleData handle) => Handles[index] = handle;

        public string Computed()
        {
            var values = _values.Where(v => v.Value is not null).Select(v => $"input[{v.Key}] = <{Shown(v.Value!)}>").ToArray();
            var partial = _partial.Where(v => v.Value.HasRank).Select(v => $"input[{v.Key}] = {v.Value.ToDebugString()}").ToArray();
            return (values.Length == 0 ? "" : $" and with computed input tensors: {string.Join(", ", values)}")
                + (partial.Length == 0 ? "" : $" and with input tensors computed as partial shapes: {string.Join(",", partial)}");
        }

        private static string Shown(NDArray value) => string.Join(' ', Enumerable.Range(0, Math.Min(value.Length, 5)).Select(value.Boxed)) + (value.Length > 5 ? "..." : "");
    }
}
