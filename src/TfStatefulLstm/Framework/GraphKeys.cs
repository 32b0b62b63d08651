namespace TfStatefulLstm.Framework;

/// <summary>The names of the collections that TensorFlow itself uses (<c>tf.GraphKeys</c>).</summary>
public sealed class GraphKeys
{
    private GraphKeys() { }

    /// <summary>The names.</summary>
    public static GraphKeys Names { get; } = new();

    /// <summary>Variables that are shared between processes; what <c>tf.Variable</c> is added to.</summary>
    public string GLOBAL_VARIABLES => "variables";

    /// <summary>Variables of one process, not saved.</summary>
    public string LOCAL_VARIABLES => "local_variables";

    /// <summary>Variables that metrics accumulate in.</summary>
    public string METRIC_VARIABLES => "metric_variables";

    /// <summary>Variables of the model that inference needs.</summary>
    public string MODEL_VARIABLES => "model_variables";

    /// <summary>Variables that optimizers train.</summary>
    public string TRAINABLE_VARIABLES => "trainable_variables";

    /// <summary>Summary tensors.</summary>
    public string SUMMARIES => "summaries";

    /// <summary>Queue runners.</summary>
    public string QUEUE_RUNNERS => "queue_runners";

    /// <summary>Initializers of tables.</summary>
    public string TABLE_INITIALIZERS => "table_initializer";

    /// <summary>File names of assets.</summary>
    public string ASSET_FILEPATHS => "asset_filepaths";

    /// <summary>Variables that have moving averages.</summary>
    public string MOVING_AVERAGE_VARIABLES => "moving_average_variables";

    /// <summary>Losses that regularizers made.</summary>
    public string REGULARIZATION_LOSSES => "regularization_losses";

    /// <summary>Partitioned variables put together.</summary>
    public string CONCATENATED_VARIABLES => "concatenated_variables";

    /// <summary>Savers.</summary>
    public string SAVERS => "savers";

    /// <summary>Weights of layers.</summary>
    public string WEIGHTS => "weights";

    /// <summary>Biases of layers.</summary>
    public string BIASES => "biases";

    /// <summary>Activations of layers.</summary>
    public string ACTIVATIONS => "activations";

    /// <summary>Operations to run beside the training step.</summary>
    public string UPDATE_OPS => "update_ops";

    /// <summary>Losses.</summary>
    public string LOSSES => "losses";

    /// <summary>Objects other than variables that are saved.</summary>
    public string SAVEABLE_OBJECTS => "saveable_objects";

    /// <summary>Resources that are shared between processes.</summary>
    public string RESOURCES => "resources";

    /// <summary>Resources of one process.</summary>
    public string LOCAL_RESOURCES => "local_resources";

    /// <summary>The operation that initializes.</summary>
    public string INIT_OP => "init_op";

    /// <summary>The operation that initializes local variables.</summary>
    public string LOCAL_INIT_OP => "local_init_op";

    /// <summary>The tensor that says whether the model is ready.</summary>
    public string READY_OP => "ready_op";

    /// <summary>The tensor that says whether local variables can be initialized.</summary>
    public string READY_FOR_LOCAL_INIT_OP => "ready_for_local_init_op";

    /// <summary>The merged summary.</summary>
    public string SUMMARY_OP => "summary_op";

    /// <summary>The global step.</summary>
    public string GLOBAL_STEP => "global_step";

    /// <summary>The step of an evaluation.</summary>
    public string EVAL_STEP => "eval_step";

    /// <summary>Training operations.</summary>
    public string TRAIN_OP => "train_op";

    /// <summary>Branches of <c>tf.cond</c>.</summary>
    public string COND_CONTEXT => "cond_context";

    /// <summary>Loops of <c>tf.while_loop</c>.</summary>
    public string WHILE_CONTEXT => "while_context";

    /// <summary>What reads the global step.</summary>
    internal string GLOBAL_STEP_READ_KEY => "global_step_read_op_cache";

    /// <summary>States of recurrent layers. Not TensorFlow's: its users ask for a collection of their own.</summary>
    public string RNN_STATE => "rnn_state";

    /// <summary>The old name of <see cref="GLOBAL_VARIABLES"/>.</summary>
    public string VARIABLES => "variables";
}
