using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>A cell over a list of inputs, its ops made anew for each step (<c>tf.nn.static_rnn</c>).</summary>
internal static class StaticRnn
{
    /// <summary>The output of each step, and the state after the last.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="inputs">The input of each step, [batch, depth, ...].</param>
    /// <param name="options">What else there is; time comes first by itself.</param>
    /// <exception cref="ValueError">There is no input, neither a state nor a type, or a depth is not known.</exception>
    public static (Nested[] Outputs, Nested State) Build(RNNCell cell, IReadOnlyList<Nested> inputs, LoopOptions options)
    {
        if (inputs.Count == 0) throw new ValueError("inputs must not be empty");
        using var scope = RecurrentLoops.OpenScope(options.Scope);
        var first = inputs[0].Flatten()[0];
        var rows = KnownRows(inputs);
        var batch = rows > 0 ? (TensorLike)(int)rows : ArrayFunctions.Shape(first)[0];
        var state = options.InitialState ?? cell.GetInitialState(null, batch,
            options.DType ?? throw new ValueError("If no initial_state is provided, dtype must be specified"));
        Nested? zeroOutput = null;
        Lengths? lengths = null;
        if (options.SequenceLength is { } given)
        {
            var each = Nodes.Convert(given, name: "sequence_length");
            if (each.Rank is not (-1 or 1)) throw new ValueError("sequence_length must be a vector of length batch_size");
            zeroOutput = cell.OutputSize.Map(size => (TensorConvertible)ZeroOutput(batch, rows, size, RecurrentLoops.StateType(options.DType, state)));
            lengths = Lengths.Of(MathFunctions.Cast(each, DType.Int32));
        }
        var outputs = new Nested[inputs.Count];
        for (var time = 0; time < inputs.Count; time++)
        {
            if (time > 0) scope.ReuseVariables();
            var (input, before) = (inputs[time], state);
            (outputs[time], state) = lengths is null
                ? cell.Apply(input, before)
                : RecurrentLoops.Step(time, lengths, zeroOutput!, before, () => cell.Apply(input, before), conditionals: true);
        }
        return (outputs, state);
    }

    private static long KnownRows(IReadOnlyList<Nested> inputs)
    {
        long rows = -1;
        foreach (var shape in inputs.SelectMany(i => i.Flatten()).Select(RecurrentLoops.ShapeOf))
        {
            if (shape.Rank == 1) return shape[0];
            if (shape.Rank == 0) throw new ValueError($"Shape {shape} must have rank at least 2");
            if (shape[0] >= 0 && rows >= 0 && shape[0] != rows) throw new ValueError($"Dimensions {rows} and {shape[0]} are not compatible");
            if (shape[0] >= 0) rows = shape[0];
            for (var i = 1; i < shape.Rank; i++)
                if (shape[i] < 0) throw new ValueError($"Input size (dimension {i - 1} of inputs) must be accessible via shape inference, but saw value None.");
        }
        return rows;
    }

    private static Tensor ZeroOutput(TensorLike batch, long rows, Shape size, DType dtype)
    {
        var zeros = ConstantFunctions.Zeros(StateShapes.Concat(batch, size), dtype);
        zeros.SetShape(StateShapes.ConcatStatic(new Shape(rows), size));
        return zeros;
    }
}
