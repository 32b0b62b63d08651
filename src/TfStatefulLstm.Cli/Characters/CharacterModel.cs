using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;
using State = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Cli.Characters;

/// <summary>The model of <c>checkpoints/shakespeare/char_lm.py</c>, ported line by line: the same nodes under the same names, so that the checkpoint
/// which that program wrote fits. Its state is in variables and nowhere else.</summary>
/// <param name="X">The characters' ids, <c>[batch, time]</c>.</param>
/// <param name="Logits">What follows each of them, row after row: <c>[batch * time, characters]</c>.</param>
/// <param name="States">The variables that keep the state.</param>
/// <param name="NewStates">The state after the run.</param>
/// <param name="Reset">Sets the state to zero.</param>
internal sealed record CharacterModel(Tensor X, Tensor Logits, State States, State NewStates, Tensor[] Reset)
{
    private const string Embedding = "char_lm/embedding";

    /// <summary>What the graph of a model depends on.</summary>
    /// <param name="Characters">How many characters it knows.</param>
    /// <param name="Units">The size of the embedding and of every layer.</param>
    /// <param name="Layers">How many layers there are.</param>
    /// <param name="Cell">What they are made of.</param>
    public sealed record Sizes(long Characters, long Units, int Layers, CellKind Cell)
    {
        /// <summary>The sizes that a checkpoint has.</summary>
        /// <exception cref="CliError">It is of another model, or the text is another.</exception>
        public static Sizes Of(CheckpointReader checkpoint, int characters)
        {
            if (!checkpoint.HasTensor(Embedding))
                throw new CliError($"{checkpoint.Prefix} is no checkpoint of char_lm.py (it has no {Embedding}): name one with --checkpoint.");
            var embedding = checkpoint.GetVariableToShapeMap()[Embedding];
            if (embedding[0] != characters)
                throw new CliError($"The model knows {embedding[0]} characters and the text has {characters}: name the text that it was trained on with --text.");
            var cell = CellKind.All.FirstOrDefault(c => checkpoint.HasTensor(Weight(0, c)))
                ?? throw new CliError($"{checkpoint.Prefix} has none of {string.Join(", ", CellKind.All.Select(c => Weight(0, c)))}: it is of a model that tfstate does not know.");
            var layers = 1;
            while (checkpoint.HasTensor(Weight(layers, cell))) layers++;
            return new Sizes(embedding[0], embedding[1], layers, cell);
        }

        private static string Weight(int layer, CellKind cell) => $"char_lm/rnn/multi_rnn_cell/cell_{layer}/{cell.Weight}";
    }

    /// <summary>Adds the model to the default graph.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="batch">How many rows of text a run takes.</param>
    /// <param name="time">How many characters of each.</param>
    /// <param name="reuse">Whether it shares the weights of a model that is already there.</param>
    /// <param name="dropout">The share of every layer's output that is dropped.</param>
    /// <param name="stateDevice">The device that keeps the state for itself, as local variables; where the other variables are, if null.</param>
    public static CharacterModel Build(Sizes sizes, int batch, int time, bool reuse = false, double dropout = 0, string? stateDevice = null)
    {
        var (V, H, L, kind) = sizes;
        using var scope = tf.variable_scope("char_lm", reuse: reuse);
        var x = tf.placeholder(tf.int32, [batch, time], name: "x");
        var cell = tf.nn.rnn_cell.MultiRNNCell(Enumerable.Range(0, L).Select(_ => Layer()));
        State states;
        using (stateDevice is null ? null : tf.device(stateDevice))
            states = get_state_variables(batch, cell, collections: stateDevice is null ? null : [tf.GraphKeys.RNN_STATE, tf.GraphKeys.LOCAL_VARIABLES]);
        var embedding = tf.get_variable("embedding", [V, H]);
        var (outputs, @new) = tf.nn.dynamic_rnn(cell, tf.nn.embedding_lookup(embedding, x), initial_state: states);
        var w = tf.get_variable("softmax_w", [H, V]);
        var b = tf.get_variable("softmax_b", [V], initializer: tf.zeros_initializer());
        var logits = tf.nn.xw_plus_b(tf.reshape(outputs, [-1, H]), w, b, name: "logits");
        return new CharacterModel(x, logits, states, @new, get_state_reset_op(states, cell, batch));

        RNNCell Layer() => dropout > 0 ? tf.nn.rnn_cell.DropoutWrapper(kind.Make(H), output_keep_prob: 1 - dropout) : kind.Make(H);
    }
}
