using TfStatefulLstm.Checkpoints.Weights;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Names;

/// <summary>The variables of one recurrent layer, as a cell, a Keras layer or a layer of a <c>CudnnLSTM</c> keeps them.</summary>
/// <param name="form">What keeps them.</param>
/// <param name="isLstm">Whether it is an LSTM; else a GRU.</param>
/// <param name="dtype">The element type.</param>
/// <param name="inputs">The number of inputs.</param>
/// <param name="units">The number of units.</param>
/// <param name="names">The names of its variables, in the order in which the form lists them; an absent bias is empty.</param>
/// <param name="layer">For cuDNN: which layer, of how many, and the inputs of the first.</param>
internal sealed class LayerWeights(LayerForm form, bool isLstm, DType dtype, long inputs, long units, string[] names, (int Index, int Count, long Inputs) layer = default)
{
    /// <summary>The forget bias of a cell of which nothing else is known.</summary>
    public const float DefaultForgetBias = 1;

    public bool IsLstm => isLstm;

    public DType DType => dtype;

    public IEnumerable<string> Names => names.Where(n => n.Length > 0);

    /// <summary>What keeps them, for the report.</summary>
    public string Form => form switch
    {
        LayerForm.Keras => $"a Keras {(isLstm ? "LSTM" : "GRU")}",
        LayerForm.Cudnn => $"layer {layer.Index} of a CudnnLSTM",
        _ => $"{(isLstm ? "an LSTM" : "a GRU")} cell",
    };

    /// <summary>Whether both are layers of one size, in different forms.</summary>
    public bool Fits(LayerWeights other) => other.SizeIs(inputs, units) && !other.Is(form);

    /// <summary>The layers whose variables are all there, in the order of their names.</summary>
    public static List<LayerWeights> Find(IEnumerable<(string Name, DType DType, long[] Dims)> tensors)
    {
        var byName = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var byCanonical = byName.Keys.DistinctBy(n => CanonicalNames.Of(n).Name).ToDictionary(n => CanonicalNames.Of(n).Name, StringComparer.Ordinal);
        var found = new List<(string Key, LayerWeights Layer)>();
        foreach (var (name, dtype, dims) in byName.Values)
        {
            if (dims.Length != 2) continue;
            var canonical = CanonicalNames.Of(name).Name;
            if (name.EndsWith("/recurrent_kernel", StringComparison.Ordinal)) AddKeras(name[..^"/recurrent_kernel".Length], dtype, dims);
            else if (CanonicalNames.LstmCellOf(canonical) is { } lstm) AddLstmCell(name, lstm, dtype, dims);
            else if (CanonicalNames.GruCellOf(canonical) is { } gru) AddGruCell(name, gru, dtype, dims);
        }
        return [.. found.OrderBy(f => CanonicalNames.SortKey(f.Key), StringComparer.Ordinal).Select(f => f.Layer)];

        string? Named(string canonical) => byName.ContainsKey(canonical) ? canonical : byCanonical.GetValueOrDefault(canonical);

        void AddKeras(string layer, DType dtype, long[] recurrent)
        {
            if (!byName.TryGetValue($"{layer}/kernel", out var kernel) || kernel.Dims.Length != 2 || kernel.Dims[1] != recurrent[1]) return;
            if (recurrent[1] != 3 * recurrent[0] && recurrent[1] != 4 * recurrent[0]) return;
            var bias = byName.TryGetValue($"{layer}/bias", out var b) && b.Dims.Length == 1 ? b.Name : "";
            if (b.Name is not null && bias.Length == 0) return; // the GRU that no cell computes
            found.Add((layer, new LayerWeights(LayerForm.Keras, recurrent[1] == 4 * recurrent[0], dtype, kernel.Dims[0], recurrent[0], [kernel.Name, $"{layer}/recurrent_kernel", bias])));
        }

        void AddLstmCell(string kernel, string cell, DType dtype, long[] dims)
        {
            if (byName.ContainsKey(kernel[..(kernel.LastIndexOf('/') + 1)] + "recurrent_kernel")) return; // a Keras layer of that name
            if (Named($"{cell}/bias") is { } bias && dims[1] % 4 == 0 && dims[0] > dims[1] / 4)
                found.Add((cell, new LayerWeights(LayerForm.Cell, true, dtype, dims[0] - dims[1] / 4, dims[1] / 4, [kernel, bias])));
        }

        void AddGruCell(string candidate, string cell, DType dtype, long[] dims)
        {
            if (Named($"{cell}/gates/kernel") is { } gates && Named($"{cell}/gates/bias") is { } gatesBias && Named($"{cell}/candidate/bias") is { } candidateBias && dims[0] > dims[1])
                found.Add((cell, new LayerWeights(LayerForm.Cell, false, dtype, dims[0] - dims[1], dims[1], [gates, gatesBias, candidate, candidateBias])));
        }
    }

    /// <summary>The layers in the vectors of <c>CudnnLSTM</c>s: a vector is one if it has just the length that the wanted layers make.</summary>
    public static IEnumerable<LayerWeights> FindOpaque(IEnumerable<(string Name, DType DType, long[] Dims)> tensors, List<LayerWeights> wanted)
    {
        var layers = wanted.Where(w => w.IsLstm).ToList();
        if (layers.Count == 0 || layers.Skip(1).Any(l => !l.SizeIs(layers[0].Units, layers[0].Units))) return [];
        var (inputs, units) = (layers[0].Inputs, layers[0].Units);
        var vectors = tensors.Where(t => t.Dims.Length == 1 && t.Dims[0] == LstmWeights.CudnnLength(inputs, units, layers.Count)).ToList();
        return (vectors.Count == 1 ? vectors : []).SelectMany(t => layers.Select((l, i) => new LayerWeights(LayerForm.Cudnn, true, t.DType, l.Inputs, units, [t.Name], (i, layers.Count, inputs))));
    }

    /// <summary>The variables of this layer, made from another that has the same weights.</summary>
    /// <param name="source">The other.</param>
    /// <param name="read">Reads a tensor of the other.</param>
    /// <param name="forgetBias">What the cell of a bias adds to its forget gate, if it is known.</param>
    public IEnumerable<(string Name, Func<NDArray> Value)> Make(LayerWeights source, Func<string, NDArray> read, Func<string, float?> forgetBias)
    {
        var values = new Lazy<NDArray[]>(() => isLstm ? Lstm(source.ReadLstm(read, forgetBias), forgetBias) : Gru(source.ReadGru(read)));
        return names.Select((name, i) => (name, (Func<NDArray>)(() => values.Value[i]))).Where(v => v.name.Length > 0);
    }

    private long Inputs => inputs;

    private long Units => units;

    /// <summary>The same layer in another form, under names of the same scope.</summary>
    public LayerWeights As(LayerForm other)
    {
        // Of a GRU cell the first name is that of its gates' kernel; a Keras layer has no scope for its cell.
        var scope = names[0][..names[0].LastIndexOf('/')];
        if (form == LayerForm.Cell && !isLstm) scope = scope[..scope.LastIndexOf('/')];
        var cell = isLstm ? "lstm_cell" : "gru_cell";
        if (form == LayerForm.Keras && !scope.EndsWith("cell", StringComparison.Ordinal)) scope = $"{scope}/{cell}";
        string[] renamed = other == LayerForm.Keras ? ["kernel", "recurrent_kernel", "bias"] : isLstm ? ["kernel", "bias"] : ["gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias"];
        return new LayerWeights(other, isLstm, dtype, inputs, units, Array.ConvertAll(renamed, n => $"{scope}/{n}"));
    }

    /// <summary>Whether it is of some form.</summary>
    public bool Is(LayerForm other) => form == other;

    private bool SizeIs(long otherInputs, long otherUnits) => inputs == otherInputs && units == otherUnits;

    private NDArray[] Lstm(LstmWeights weights, Func<string, float?> forgetBias)
    {
        if (form == LayerForm.Cell)
        {
            var (kernel, bias) = weights.ToCell(names[1].Contains(CanonicalNames.CudnnCompatible, StringComparison.Ordinal) ? 0 : forgetBias(names[1]) ?? DefaultForgetBias);
            return [kernel, bias];
        }
        var keras = weights.ToKeras();
        return [keras.Kernel, keras.RecurrentKernel, keras.Bias];
    }

    private NDArray[] Gru(GruWeights weights)
    {
        if (form == LayerForm.Cell) return [weights.GatesKernel, weights.GatesBias, weights.CandidateKernel, weights.CandidateBias];
        var keras = weights.ToKeras();
        return [keras.Kernel, keras.RecurrentKernel, keras.Bias];
    }

    private LstmWeights ReadLstm(Func<string, NDArray> read, Func<string, float?> forgetBias) => form switch
    {
        LayerForm.Keras => LstmWeights.FromKeras(read(names[0]), read(names[1]), names[2].Length == 0 ? null : read(names[2])),
        LayerForm.Cudnn => LstmWeights.FromCudnn(read(names[0]), layer.Inputs, units, layer.Count)[layer.Index],
        _ => LstmWeights.FromCell(read(names[0]), read(names[1]), names[1].Contains(CanonicalNames.CudnnCompatible, StringComparison.Ordinal) ? 0 : forgetBias(names[1]) ?? DefaultForgetBias),
    };

    private GruWeights ReadGru(Func<string, NDArray> read) => form == LayerForm.Keras
        ? GruWeights.FromKeras(read(names[0]), read(names[1]), names[2].Length == 0 ? null : read(names[2]))
        : new GruWeights(read(names[0]), read(names[1]), read(names[2]), read(names[3]));
}

/// <summary>What keeps the variables of a recurrent layer.</summary>
internal enum LayerForm
{
    /// <summary>A cell: one matrix for input and state.</summary>
    Cell,

    /// <summary>A Keras layer: a matrix for the input, one for the state.</summary>
    Keras,

    /// <summary>A <c>CudnnLSTM</c>: one vector for all layers.</summary>
    Cudnn,
}
