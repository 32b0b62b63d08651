using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Weights;

/// <summary>The weights of one GRU layer, from and to the forms of <c>GRUCell</c> (and <c>GRUBlockCellV2</c>) and of Keras. Both mean the same layer where Keras has
/// <c>reset_after=False</c>, TensorFlow 1's default; with <c>reset_after=True</c> a layer computes what no <c>GRUCell</c> does.</summary>
/// <param name="GatesKernel">[inputs + units, 2 units]: reset, update.</param>
/// <param name="GatesBias">[2 units].</param>
/// <param name="CandidateKernel">[inputs + units, units].</param>
/// <param name="CandidateBias">[units].</param>
public sealed record GruWeights(NDArray GatesKernel, NDArray GatesBias, NDArray CandidateKernel, NDArray CandidateBias)
{
    private const int Gates = 3;

    /// <summary>From the weights of a Keras <c>GRU</c>, as <c>get_weights</c> lists them.</summary>
    /// <param name="kernel">[inputs, 3 units]: update, reset, candidate.</param>
    /// <param name="recurrent_kernel">[units, 3 units].</param>
    /// <param name="bias">[3 units]; null of a layer without.</param>
    /// <exception cref="ValueError">The shapes are not those of such a layer, or it has <c>reset_after=True</c>.</exception>
    public static GruWeights FromKeras(NDArray kernel, NDArray recurrent_kernel, NDArray? bias)
    {
        if (bias is { Rank: 2 }) throw new ValueError($"A Keras GRU with reset_after=True (its bias is {bias.Shape}) computes what no GRUCell does");
        LstmWeights.Check(kernel.Rank == 2 && recurrent_kernel.Rank == 2 && recurrent_kernel.Dims[1] == Gates * recurrent_kernel.Dims[0] && kernel.Dims[1] == recurrent_kernel.Dims[1]
            && (bias is null || (bias.Rank == 1 && bias.Dims[0] == kernel.Dims[1])), "a Keras GRU", kernel, recurrent_kernel, bias);
        var units = recurrent_kernel.Dims[0];
        var whole = Blocks.Columns(Blocks.Stack(kernel, recurrent_kernel), 1, 0, 2);
        var biases = Blocks.Columns(bias ?? new NDArray(kernel.DType, kernel.Dims[1]), 1, 0, 2).Reshape(1, Gates * units);
        return new GruWeights(Blocks.ColumnRange(whole, 0L, 2 * units), Blocks.ColumnRange(biases, 0L, 2 * units).Reshape(2 * units), Blocks.ColumnRange(whole, 2 * units, units), Blocks.ColumnRange(biases, 2 * units, units).Reshape(units));
    }

    /// <summary>The weights of a Keras <c>GRU</c> with <c>reset_after=False</c>. It computes the same with <c>recurrent_activation='sigmoid'</c>, which is not
    /// TensorFlow 1's default.</summary>
    /// <exception cref="ValueError">The shapes are not those of a <c>GRUCell</c>.</exception>
    public (NDArray Kernel, NDArray RecurrentKernel, NDArray Bias) ToKeras()
    {
        LstmWeights.Check(GatesKernel.Rank == 2 && CandidateKernel.Rank == 2 && GatesKernel.Dims[0] == CandidateKernel.Dims[0] && GatesKernel.Dims[1] == 2 * CandidateKernel.Dims[1]
            && GatesKernel.Dims[0] > CandidateKernel.Dims[1] && GatesBias.Rank == 1 && CandidateBias.Rank == 1 && GatesBias.Dims[0] == GatesKernel.Dims[1] && CandidateBias.Dims[0] == CandidateKernel.Dims[1],
            "a GRUCell", GatesKernel, GatesBias, CandidateKernel, CandidateBias);
        var units = CandidateKernel.Dims[1];
        var inputs = CandidateKernel.Dims[0] - units;
        var whole = Blocks.Columns(Blocks.Beside(GatesKernel, CandidateKernel), 1, 0, 2);
        return (Blocks.Rows(whole, 0, inputs), Blocks.Rows(whole, inputs, units), Blocks.Columns(Blocks.Stack(GatesBias, CandidateBias), 1, 0, 2));
    }
}
