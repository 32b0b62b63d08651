using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.SavedModels;

/// <summary>Signatures: named inputs and outputs of a graph (<c>tf.saved_model.signature_def_utils</c>, <c>tf.saved_model.utils</c>).</summary>
public static class SignatureDefs
{
    private static SignatureConstants Names => SignatureConstants.Names;

    /// <summary>What a signature says of a tensor: name, type and shape (<c>build_tensor_info</c>).</summary>
    public static TensorInfo TensorInfo(Tensor tensor) => new() { Name = tensor.Name, Dtype = (DataType)(int)tensor.DType, TensorShape = tensor.Shape.ToProto() };

    /// <summary>The tensor that a signature means (<c>get_tensor_from_tensor_info</c>).</summary>
    /// <param name="info">The entry of the signature.</param>
    /// <param name="graph">The graph to look in.</param>
    /// <param name="importScope">The name scope that the graph was imported into.</param>
    /// <exception cref="KeyError">The graph has no such tensor.</exception>
    /// <exception cref="ValueError">The entry is of several tensors: a sparse or composite one.</exception>
    public static Tensor TensorOf(TensorInfo info, Graph graph, string? importScope = null) => info.EncodingCase == Protos.TensorInfo.EncodingOneofCase.Name
        ? graph.TensorByName(ScopedNames.Prepend(info.Name, importScope))
        : throw new ValueError($"Invalid TensorInfo.encoding: {info.EncodingCase}");

    /// <summary>A signature of given parts (<c>build_signature_def</c>).</summary>
    public static SignatureDef Build(IReadOnlyDictionary<string, TensorInfo>? inputs = null, IReadOnlyDictionary<string, TensorInfo>? outputs = null, string? methodName = null)
    {
        var signature = new SignatureDef { MethodName = methodName ?? "" };
        foreach (var (key, info) in inputs ?? new Dictionary<string, TensorInfo>()) signature.Inputs[key] = info;
        foreach (var (key, info) in outputs ?? new Dictionary<string, TensorInfo>()) signature.Outputs[key] = info;
        return signature;
    }

    /// <summary>A prediction: any inputs, any outputs (<c>predict_signature_def</c>).</summary>
    /// <exception cref="ValueError">There are no inputs, or no outputs.</exception>
    public static SignatureDef Predict(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> outputs)
    {
        if (inputs is not { Count: > 0 }) throw new ValueError("Prediction inputs cannot be None or empty.");
        if (outputs is not { Count: > 0 }) throw new ValueError("Prediction outputs cannot be None or empty.");
        return Build(Infos(inputs), Infos(outputs), Names.PREDICT_METHOD_NAME);
    }

    /// <summary>A regression: serialized examples to numbers (<c>regression_signature_def</c>).</summary>
    /// <exception cref="ValueError">The examples are no strings, or the predictions no floats.</exception>
    public static SignatureDef Regression(Tensor examples, Tensor predictions)
    {
        if (examples is null) throw new ValueError("Regression examples cannot be None.");
        if (predictions is null) throw new ValueError("Regression predictions cannot be None.");
        if (examples.DType != DType.String) throw new ValueError("Regression examples must be a string Tensor.");
        if (predictions.DType != DType.Float32) throw new ValueError("Regression output must be a float Tensor.");
        return Build(Infos((Names.REGRESS_INPUTS, examples)), Infos((Names.REGRESS_OUTPUTS, predictions)), Names.REGRESS_METHOD_NAME);
    }

    /// <summary>A classification: serialized examples to classes, scores or both (<c>classification_signature_def</c>).</summary>
    /// <exception cref="ValueError">The examples or classes are no strings, the scores no floats, or both are missing.</exception>
    public static SignatureDef Classification(Tensor examples, Tensor? classes, Tensor? scores)
    {
        if (examples is null) throw new ValueError("Classification examples cannot be None.");
        if (classes is null && scores is null) throw new ValueError("Classification classes and scores cannot both be None.");
        if (examples.DType != DType.String) throw new ValueError("Classification examples must be a string Tensor.");
        if (classes is not null && classes.DType != DType.String) throw new ValueError("Classification classes must be a string Tensor.");
        if (scores is not null && scores.DType != DType.Float32) throw new ValueError("Classification scores must be a float Tensor.");
        var outputs = new List<(string, Tensor)>();
        if (classes is not null) outputs.Add((Names.CLASSIFY_OUTPUT_CLASSES, classes));
        if (scores is not null) outputs.Add((Names.CLASSIFY_OUTPUT_SCORES, scores));
        return Build(Infos((Names.CLASSIFY_INPUTS, examples)), Infos([.. outputs]), Names.CLASSIFY_METHOD_NAME);
    }

    /// <summary>Whether TensorFlow Serving can serve a signature (<c>is_valid_signature</c>).</summary>
    public static bool IsValid(SignatureDef? signature)
    {
        if (signature is null) return false;
        bool Has(IDictionary<string, TensorInfo> map, string key, DataType type) => map.TryGetValue(key, out var info) && info.Dtype == type;
        if (signature.MethodName == Names.PREDICT_METHOD_NAME) return signature.Inputs.Count > 0 && signature.Outputs.Count > 0;
        if (signature.MethodName == Names.REGRESS_METHOD_NAME)
        {
            return signature.Inputs.Count == 1 && Has(signature.Inputs, Names.REGRESS_INPUTS, DataType.DtString)
                && signature.Outputs.Count == 1 && Has(signature.Outputs, Names.REGRESS_OUTPUTS, DataType.DtFloat);
        }
        return signature.MethodName == Names.CLASSIFY_METHOD_NAME && signature.Inputs.Count == 1 && Has(signature.Inputs, Names.CLASSIFY_INPUTS, DataType.DtString)
            && signature.Outputs.Count > 0
            && signature.Outputs.All(o => o.Key == Names.CLASSIFY_OUTPUT_CLASSES ? o.Value.Dtype == DataType.DtString : o.Key == Names.CLASSIFY_OUTPUT_SCORES && o.Value.Dtype == DataType.DtFloat);
    }

    /// <summary>Refuses signatures that a SavedModel cannot have.</summary>
    /// <exception cref="AssertionError">An entry has no name or no type.</exception>
    /// <exception cref="KeyError">A name is reserved.</exception>
    internal static void Check(IReadOnlyDictionary<string, SignatureDef> signatures)
    {
        foreach (var info in signatures.Values.SelectMany(s => s.Inputs.Values.Concat(s.Outputs.Values))) Check(info);
        if (signatures.ContainsKey(SavedModelFile.InitOpSignatureKey))
            throw new KeyError($"SignatureDef map key \"{SavedModelFile.InitOpSignatureKey}\" is reserved for initialization. Please use a different key.");
        if (signatures.ContainsKey(SavedModelFile.TrainOpSignatureKey))
            throw new KeyError($"SignatureDef map key \"{SavedModelFile.TrainOpSignatureKey}\" is reserved for the train op. Please use a different key.");
    }

    private static void Check(TensorInfo info)
    {
        if (info.EncodingCase == Protos.TensorInfo.EncodingOneofCase.None)
            throw new AssertionError($"All TensorInfo protos used in the SignatureDefs must have one of the 'encoding' fields (e.g., name or coo_sparse) set: {info}");
        if (info.EncodingCase == Protos.TensorInfo.EncodingOneofCase.CompositeTensor) foreach (var part in info.CompositeTensor.Components) Check(part);
        else if (info.Dtype == DataType.DtInvalid) throw new AssertionError($"All TensorInfo protos used in the SignatureDefs must have the dtype field set: {info}");
    }

    private static Dictionary<string, TensorInfo> Infos(IReadOnlyDictionary<string, Tensor> tensors) => tensors.ToDictionary(t => t.Key, t => TensorInfo(t.Value));

    private static Dictionary<string, TensorInfo> Infos(params (string Key, Tensor Tensor)[] tensors) => tensors.ToDictionary(t => t.Key, t => TensorInfo(t.Tensor));
}
