using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Cli;

/// <summary>Trains the character model by truncated backpropagation through time: the whole graph of <c>checkpoints/shakespeare/char_lm.py</c>, the one that
/// trains, the one that samples and the saver, node for node.</summary>
internal sealed class CharacterTrainer : IDisposable
{
    private readonly Graph _graph = new();
    private readonly ContiguousBatcher _windows;
    private readonly Tensor _x, _y, _loss;
    private readonly TensorConvertible _step;
    private readonly Operation _train;
    private readonly Fetches _update, _reset;
    private readonly Saver _saver;
    private readonly Session _session;

    /// <summary>What is trained, and how.</summary>
    /// <param name="Sizes">The model's sizes.</param>
    /// <param name="Batch">How many rows the text is cut into.</param>
    /// <param name="Time">How many characters of every row a step takes.</param>
    /// <param name="Rate">Adam's learning rate at the beginning; it falls by a tenth every 400 steps.</param>
    /// <param name="Clip">The largest norm of all gradients together.</param>
    /// <param name="Seed">The initial weights' seed.</param>
    public sealed record Settings(CharacterModel.Sizes Sizes, int Batch, int Time, double Rate, double Clip, int Seed);

    /// <summary>Builds the graph and initializes its variables.</summary>
    /// <exception cref="CliError">The text has less than one step.</exception>
    public CharacterTrainer(CharacterText text, Settings settings)
    {
        var (sizes, B, T, rate, clip, seed) = settings;
        _windows = text.Trained(B, T);
        using var graph = _graph.as_default();
        tf.set_random_seed(seed);
        using (tf.name_scope("train"))
        {
            var model = CharacterModel.Build(sizes, B, T);
            _x = model.X;
            _reset = model.Reset;
            _y = tf.placeholder(tf.int32, [B, T], name: "y");
            _loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels: tf.reshape(_y, [-1]), logits: model.Logits), name: "loss");
            _step = tf.train.get_or_create_global_step();
            var variables = tf.trainable_variables();
            var (gradients, _) = tf.clip_by_global_norm(tf.gradients(_loss, variables), clip);
            using (tf.control_dependencies(gradients.Select(g => (Dependency)g!))) // else the new state would be written over what the backward pass reads
                _update = get_state_update_op(model.States, model.NewStates);
            var decayed = tf.train.exponential_decay(rate, _step, 400, 0.9, staircase: true);
            _train = tf.train.AdamOptimizer(decayed).apply_gradients(gradients.Zip(variables), global_step: _step);
        }
        using (tf.name_scope("sample"))
        {
            var model = CharacterModel.Build(sizes, 1, 1, reuse: true);
            get_state_update_op(model.States, model.NewStates);
            tf.nn.softmax(model.Logits, name: "probabilities");
        }
        _saver = tf.train.Saver(max_to_keep: 1);
        _session = tf.Session(graph: _graph);
        _session.run(tf.global_variables_initializer());
    }

    /// <summary>How many steps the weights have been trained.</summary>
    public int Steps => checked((int)(long)_session.run(_step));

    /// <summary>The graph.</summary>
    public Graph Graph => _graph;

    /// <summary>Trains the next step: the text goes on from the last one, and begins again with the state at zero when it ends.</summary>
    /// <param name="step">How many steps were done before.</param>
    /// <returns>The mean loss of a character before the step, in nats.</returns>
    public float Train(int step)
    {
        var window = _windows[step];
        if (window.StartsAll) _session.run(_reset);
        return (float)_session.run((_loss, _train, _update), (_x, window.Inputs), (_y, window.Targets)).Item1;
    }

    /// <summary>Saves everything: weights, slots, state and step.</summary>
    /// <param name="prefix">The checkpoint's path, to which the step is added.</param>
    /// <returns>The checkpoint's prefix.</returns>
    public string Save(string prefix)
    {
        using var graph = _graph.as_default();
        return _saver.save(_session, prefix, global_step: _step)!;
    }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="CliError">It is of a model of other sizes.</exception>
    public void Restore(CheckpointReader checkpoint)
    {
        using var graph = _graph.as_default();
        var shapes = checkpoint.GetVariableToShapeMap();
        foreach (var variable in tf.global_variables())
        {
            var name = variable.Op.Name;
            if (!shapes.TryGetValue(name, out var shape) || !shape.Equals(variable.Shape))
                throw new CliError($"{checkpoint.Prefix} is of another training ({name} is {shape?.ToString() ?? "missing"}, not {variable.Shape}): give --units, --layers, --batch and --text as they were.");
        }
        _saver.restore(_session, checkpoint.Prefix);
        _saver.recover_last_checkpoints([checkpoint.Prefix]); // the next save replaces it
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
