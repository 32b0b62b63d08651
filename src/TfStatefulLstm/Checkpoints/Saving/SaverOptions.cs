using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>How a saver is made: the arguments of <c>tf.train.Saver</c> beside its variables.</summary>
public sealed record SaverOptions
{
    /// <summary>Whether a restored value takes the shape of its variable, if it has as many elements.</summary>
    public bool Reshape { get; init; }

    /// <summary>Whether every device writes a file of its own.</summary>
    public bool Sharded { get; init; }

    /// <summary>How many checkpoints to keep; null or zero for all, of which the <c>checkpoint</c> file then names the last.</summary>
    public int? MaxToKeep { get; init; } = 5;

    /// <summary>Of the checkpoints that would be deleted, one every so many hours is kept.</summary>
    public double KeepCheckpointEveryNHours { get; init; } = 10000;

    /// <summary>The name scope of the nodes; <c>save</c> if null.</summary>
    public string? Name { get; init; }

    /// <summary>Whether variables are restored one after the other. TensorFlow's own builder takes no notice of it, since one op restores all, and so the graph
    /// is the same.</summary>
    public bool RestoreSequentially { get; init; }

    /// <summary>Whether a graph without variables makes a saver that does nothing, instead of an error.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Whether the nodes wait for <see cref="Saver.Build"/>.</summary>
    public bool DeferBuild { get; init; }

    /// <summary>Whether step numbers in file names have eight digits.</summary>
    public bool PadStepNumber { get; init; }

    /// <summary>Whether the <c>checkpoint</c> file has relative paths, so that the folder can be moved.</summary>
    public bool SaveRelativePaths { get; init; }

    /// <summary>The file name that the nodes have by default.</summary>
    public string? Filename { get; init; }

    /// <summary>The format that is written; both are read, whatever it is.</summary>
    public SaverDef.Types.CheckpointFormatVersion WriteVersion { get; init; } = SaverDef.Types.CheckpointFormatVersion.V2;

    /// <summary>What builds the nodes.</summary>
    public SaverBuilder Builder { get; init; } = new();
}
