using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>A cell with dropout of its input, its output and the state it leaves (<c>tf.nn.rnn_cell.DropoutWrapper</c>).</summary>
public sealed class DropoutWrapper : RNNCellWrapper
{
    private readonly KeepProb _input;
    private readonly KeepProb _state;
    private readonly KeepProb _output;
    private readonly bool _variational;
    private readonly long? _seed;
    private readonly Func<Nested, Nest<bool>> _filter;
    private readonly Nest<Tensor>? _inputNoise;
    private readonly Nest<Tensor>? _stateNoise;
    private readonly Nest<Tensor>? _outputNoise;

    /// <param name="cell">The cell.</param>
    /// <param name="inputKeepProb">The share of the input that is kept, from 0 to 1: a number or a scalar tensor; 1 is no dropout.</param>
    /// <param name="outputKeepProb">The share of the output that is kept.</param>
    /// <param name="stateKeepProb">The share of the state after the step that is kept; of an LSTM's never the memory c, unless the filter says so.</param>
    /// <param name="variationalRecurrent">Whether every step of a run drops the same elements, which are also those of every row of the batch.</param>
    /// <param name="inputSize">The shape of each part of the input without the batch; the variational dropout of inputs needs it.</param>
    /// <param name="dtype">The type of input, state and output; variational dropout needs it.</param>
    /// <param name="seed">The seed, from which each part of input, state and output gets its own.</param>
    /// <param name="dropoutStateFilterVisitor">Which parts of the state dropout is applied to: given the state, and then each branch that it did not decline, it
    /// returns true or false for the whole or, one level deep, for each branch.</param>
    /// <exception cref="ValueError">A probability is not between 0 and 1, or variational dropout lacks type or input size.</exception>
    public DropoutWrapper(RNNCell cell, TensorLike? inputKeepProb = null, TensorLike? outputKeepProb = null, TensorLike? stateKeepProb = null,
        bool variationalRecurrent = false, Nest<Shape>? inputSize = null, DType? dtype = null, long? seed = null,
        Func<Nested, Nest<bool>>? dropoutStateFilterVisitor = null) : base(cell, dtype)
    {
        (_variational, _seed, _filter) = (variationalRecurrent, seed, dropoutStateFilterVisitor ?? AllButMemory);
        using (GraphScopes.NameScope(null, "DropoutWrapperInit"))
        {
            _input = KeepProb.Of(inputKeepProb ?? 1.0, "input_keep_prob");
            _state = KeepProb.Of(stateKeepProb ?? 1.0, "state_keep_prob");
            _output = KeepProb.Of(outputKeepProb ?? 1.0, "output_keep_prob");
        }
        if (!variationalRecurrent) return;
        if (dtype is not { } type) throw new ValueError("When variational_recurrent=True, dtype must be provided");
        if (_input.Drops)
        {
            _inputNoise = Noise(inputSize
                ?? throw new ValueError("When variational_recurrent=True and input_keep_prob < 1.0 or is unknown, input_size must be provided"), "input", type);
        }
        _stateNoise = Noise(cell.StateSize, "state", type);
        _outputNoise = Noise(cell.OutputSize, "output", type);
    }

    private protected override (Nested Output, Nested State) Step(Nested inputs, Nested state, ScopeLike? scope)
    {
        if (_input.Drops) inputs = Drop(All(inputs), inputs, _inputNoise, _input, "input");
        var (output, next) = Cell.Apply(inputs, state, scope);
        if (_state.Drops) next = Drop(Chosen(next), next, _stateNoise, _state, "state");
        if (_output.Drops) output = Drop(All(output), output, _outputNoise, _output, "output");
        return (output, next);
    }

    // One row of noise, for every row of the batch.
    private Nest<Tensor> Noise(Nest<Shape> sizes, string salt, DType dtype)
    {
        var index = 0;
        return sizes.Map(size => RandomFunctions.RandomUniform(
            ArrayFunctions.Concat(new TensorLike[] { new[] { 1 }, Array.ConvertAll(size.ToArray(), d => (int)d) }, 0), dtype: dtype, seed: Seed(salt, index++)));
    }

    private Nested Drop(Nest<bool> which, Nested values, Nest<Tensor>? noise, KeepProb keep, string salt)
    {
        var index = 0;
        return Walk(which, values, noise);

        // Parts that are left alone count too.
        Nested Walk(Nest<bool> drop, Nested part, Nest<Tensor>? its)
        {
            if (!drop.IsLeaf) return part.Pack(part.SelectMany((p, i) => Walk(drop[i], p, its?[i]).Flatten()).ToArray());
            var position = index++;
            if (!drop.Value) return part;
            return _variational
                ? Recurrent(Nodes.Convert(part.Value), its!.Value, keep.Value)
                : NnFunctions.Dropout(part.Value, keepProb: keep.Value, seed: Seed(salt, position));
        }
    }

    // The noise lies in [0, 1): with the probability added, it is 1 or more as often as is to be kept.
    private static Tensor Recurrent(Tensor value, Tensor noise, TensorLike keep)
    {
        var mask = MathFunctions.Floor(keep + noise);
        var result = MathFunctions.Div(value, keep) * mask;
        result.SetShape(value.Shape);
        return result;
    }

    private static Nest<bool> All(Nested values) => values.Map(_ => true);

    // A branch that is declined is not looked into.
    private Nest<bool> Chosen(Nested state)
    {
        var said = _filter(state);
        if (state.IsLeaf || said is { IsLeaf: true, Value: false }) return said;
        if (!said.IsLeaf && said.Count != state.Count)
        {
            throw new ValueError("The two structures don't have the same sequence length. "
                + $"Input structure has length {state.Count}, while shallow structure has length {said.Count}.");
        }
        return Nest<bool>.Tuple(state.Select((branch, i) => said.IsLeaf || said[i].Value ? Chosen(branch) : false).ToArray());
    }

    private static Nest<bool> AllButMemory(Nested state) => state.TypeName == "LSTMStateTuple" ? (false, true) : true;

    // TensorFlow derives the seeds by MD5: what is at stake is the same numbers, not secrecy.
#pragma warning disable CA5351
    private long? Seed(string salt, int index) => _seed is { } seed
        ? Convert.ToInt64(Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}{salt}_{index}"))))[..8], 16) & 0x7FFFFFFF
        : null;
#pragma warning restore CA5351

    /// <summary>A share that is kept: a number, as float32 has it, where it is known.</summary>
    private readonly record struct KeepProb(TensorLike Value, bool Drops)
    {
        public static KeepProb Of(TensorLike value, string name)
        {
            var tensor = Nodes.Convert(value);
            if (ConstantEvaluation.Evaluate(tensor) is not { } known) return new(tensor, true);
            var number = Convert.ToDouble(known.Boxed(0), CultureInfo.InvariantCulture);
            if (number is < 0 or > 1) throw new ValueError($"Parameter {name} must be between 0 and 1: {(long)number}");
            return new(number, number < 1);
        }
    }
}
