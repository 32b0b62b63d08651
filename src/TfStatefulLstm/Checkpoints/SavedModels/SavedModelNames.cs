namespace TfStatefulLstm.Checkpoints.SavedModels;

/// <summary>The tags of MetaGraphs in a SavedModel (<c>tf.saved_model.tag_constants</c>).</summary>
public sealed class TagConstants
{
    internal TagConstants() { }

    /// <summary>A graph to serve.</summary>
    public string SERVING => "serve";

    /// <summary>A graph to train.</summary>
    public string TRAINING => "train";

    /// <summary>A graph to evaluate.</summary>
    public string EVAL => "eval";

    /// <summary>A graph for GPUs.</summary>
    public string GPU => "gpu";

    /// <summary>A graph for TPUs.</summary>
    public string TPU => "tpu";
}

/// <summary>The names in signatures (<c>tf.saved_model.signature_constants</c>).</summary>
public sealed class SignatureConstants
{
    internal static readonly SignatureConstants Names = new();

    internal SignatureConstants() { }

    /// <summary>The signature that is served if none is named.</summary>
    public string DEFAULT_SERVING_SIGNATURE_DEF_KEY => "serving_default";

    /// <summary>The input of a classification.</summary>
    public string CLASSIFY_INPUTS => "inputs";

    /// <summary>The method name of a classification.</summary>
    public string CLASSIFY_METHOD_NAME => "tensorflow/serving/classify";

    /// <summary>The classes that a classification gives.</summary>
    public string CLASSIFY_OUTPUT_CLASSES => "classes";

    /// <summary>The scores that a classification gives.</summary>
    public string CLASSIFY_OUTPUT_SCORES => "scores";

    /// <summary>The input of a prediction, where it has one.</summary>
    public string PREDICT_INPUTS => "inputs";

    /// <summary>The method name of a prediction.</summary>
    public string PREDICT_METHOD_NAME => "tensorflow/serving/predict";

    /// <summary>The output of a prediction, where it has one.</summary>
    public string PREDICT_OUTPUTS => "outputs";

    /// <summary>The input of a regression.</summary>
    public string REGRESS_INPUTS => "inputs";

    /// <summary>The method name of a regression.</summary>
    public string REGRESS_METHOD_NAME => "tensorflow/serving/regress";

    /// <summary>The output of a regression.</summary>
    public string REGRESS_OUTPUTS => "outputs";
}
