using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Layers;

/// <summary>What a layer of <c>tf.contrib.layers</c> is made with beside what is its own: normalization in place of biases, activation, collections, scope.</summary>
internal sealed record ContribOptions
{
    public Activation? Activation { get; init; }

    /// <summary>What stands in place of the biases.</summary>
    public Func<Tensor, Tensor>? Normalizer { get; init; }

    public Initializer? WeightsInitializer { get; init; }

    public Func<VariableBase, Tensor?>? WeightsRegularizer { get; init; }

    /// <summary>Null for no biases.</summary>
    public Initializer? BiasesInitializer { get; init; }

    public Func<VariableBase, Tensor?>? BiasesRegularizer { get; init; }

    public Reuse? Reuse { get; init; }

    /// <summary>The collections that weights and biases are added to beside the usual.</summary>
    public IReadOnlyList<object>? VariablesCollections { get; init; }

    public IReadOnlyList<object>? OutputsCollections { get; init; }

    public bool Trainable { get; init; } = true;

    public ScopeLike? Scope { get; init; }
}

/// <summary>Layers whose variables are model variables called <c>weights</c> and <c>biases</c> (<c>tf.contrib.layers</c>, <c>tf.contrib.slim</c>).</summary>
internal static class ContribLayers
{
    /// <summary>A fully connected layer (<c>fully_connected</c>).</summary>
    public static Tensor FullyConnected(TensorLike inputs, long outputs, ContribOptions options) => InScope("fully_connected", inputs, options,
        (x, kernel, layer) =>
        {
            var dense = new Dense(outputs, kernel, layer);
            return (dense.Apply(x), dense);
        });

    /// <summary>A convolution over images (<c>conv2d</c>).</summary>
    public static Tensor Convolution(TensorLike inputs, long outputs, Pair kernelSize, Pair stride, string padding, string? dataFormat, Pair rate, ContribOptions options) =>
        InScope("Conv", inputs, options, (x, kernel, layer) =>
        {
            if (x.Rank != 4) throw new ValueError($"Convolution expects input with rank 4, got {(x.Rank < 0 ? "None" : x.Rank)}");
            var layout = ImageLayout.Of(padding, dataFormat?.StartsWith("NC", StringComparison.Ordinal) == true ? "channels_first" : "channels_last");
            var conv = new Conv2D(outputs, kernelSize, stride, rate, layout, kernel, layer);
            return (conv.Apply(x), conv);
        });

    /// <summary>All dimensions but the batch as one (<c>flatten</c>).</summary>
    public static Tensor Flattened(TensorLike inputs, IReadOnlyList<object>? collections, string? scope)
    {
        using var names = GraphScopes.NameScope(scope, "Flatten", inputs);
        return Collected(new Flatten(false, new LayerOptions()).Apply(Nodes.Convert(inputs)), collections);
    }

    private static Tensor InScope(string defaultName, TensorLike inputs, ContribOptions options, Func<Tensor, KernelOptions, LayerOptions, (Tensor, Layer)> apply)
    {
        using var scope = VariableScopeEntry.Open(options.Scope, defaultName, new() { Reuse = options.Reuse ?? Reuse.No, CustomGetter = ModelVariable });
        var tensor = Nodes.Convert(inputs);
        var kernel = new KernelOptions
        {
            UseBias = options.Normalizer is null && options.BiasesInitializer is not null,
            KernelInitializer = options.WeightsInitializer ?? new ContribVarianceScaling(1, "FAN_AVG", true, null, DType.Float32),
            BiasInitializer = options.BiasesInitializer ?? new Zeros(),
            KernelRegularizer = options.WeightsRegularizer,
            BiasRegularizer = options.BiasesRegularizer,
        };
        var (outputs, layer) = apply(tensor, kernel, new LayerOptions(scope.Name, tensor.DType.Base(), options.Trainable, options.Reuse ?? Reuse.No, scope));
        foreach (var collection in options.VariablesCollections ?? [])
            foreach (var part in layer.Weights.SelectMany(VariableFunctions.Parts))
                if (!tensor.Graph.Collection(collection).Contains(part)) tensor.Graph.AddToCollection(collection, part);
        if (options.Normalizer is { } normalize) outputs = normalize(outputs);
        if (options.Activation is { } activate) outputs = activate(outputs);
        return Collected(outputs, options.OutputsCollections);
    }

    // The layers' own names are not those of this namespace (_build_variable_getter).
    private static VariableBase ModelVariable(VariableGetter getter, VariableArgs args)
    {
        var cut = args.Name.LastIndexOf('/') + 1;
        var name = args.Name[cut..] switch
        {
            "kernel" => "weights",
            "bias" => "biases",
            var other => other,
        };
        return getter(args with
        {
            Name = args.Name[..cut] + name,
            Collections = [.. (args.Collections ?? []).Concat([GraphKeys.Names.GLOBAL_VARIABLES, GraphKeys.Names.MODEL_VARIABLES]).Distinct()],
        });
    }

    private static Tensor Collected(Tensor outputs, IReadOnlyList<object>? collections)
    {
        if (collections is { Count: > 0 }) outputs.Graph.AddToCollections(collections, outputs);
        return outputs;
    }
}
