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
            definition.InferShapes(context);
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
        private readonly SortedDictionary<int, string> _values = [];
        private readonly SortedDictionary<int, string> _partial = [];

        public Shape?[] Shapes { get; } = new Shape?[op.Outputs.Count];

        public HandleData?[] Handles { get; } = new HandleData?[op.Outputs.Count];

        public override int InputCount => op.Inputs.Count;

        public override int OutputCount => op.Outputs.Count;

        public override Shape Input(int index) => op.Inputs[index].Shape;

        public override HandleData? InputHandle(int index) => op.Inputs[index].Handle;

        public override NDArray? InputTensor(int index)
        {
            var value = ConstantEvaluation.Evaluate(op.Inputs[index]);
            if (value is not null) _values[index] = $"input[{index}] = <{string.Join(' ', Enumerable.Range(0, Math.Min(value.Length, 5)).Select(value.Boxed))}{(value.Length > 5 ? "..." : "")}>";
            return value;
        }

        public override Shape InputTensorAsShape(int index)
        {
            var shape = ConstantEvaluation.AsShape(op.Inputs[index]);
            if (ConstantEvaluation.Evaluate(op.Inputs[index]) is not null) InputTensor(index);
            else if (shape.HasRank) _partial[index] = $"input[{index}] = {shape.ToDebugString()}";
            return shape;
        }

        public override void SetOutput(int index, Shape shape) => Shapes[index] = shape;

        public override void SetOutputHandle(int index, HandleData handle) => Handles[index] = handle;

        public string Computed() => string.Concat(
            _values.Count == 0 ? "" : $" and with computed input tensors: {string.Join(", ", _values.Values)}",
            _partial.Count == 0 ? "" : $" and with input tensors computed as partial shapes: {string.Join(",", _partial.Values)}");
    }
}
