namespace TfStatefulLstm.Protos;

/// <summary>The content of the <c>checkpoint</c> file (<c>tf.train.CheckpointState</c>).</summary>
public sealed partial class CheckpointState
{
    /// <summary>The newest checkpoint, as Python spells it.</summary>
    public string model_checkpoint_path => ModelCheckpointPath;

    /// <summary>All checkpoints that are kept, oldest first, as Python spells it.</summary>
    public IReadOnlyList<string> all_model_checkpoint_paths => AllModelCheckpointPaths;
}
