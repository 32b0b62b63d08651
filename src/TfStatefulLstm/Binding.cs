using TfStatefulLstm.Facade;

namespace TfStatefulLstm;

/// <summary>Gives programs their <c>tf</c>: <c>using static TfStatefulLstm.Binding;</c>.</summary>
public static class Binding
{
    /// <summary>TensorFlow 1's namespace <c>tf</c>.</summary>
    public static readonly tensorflow tf = new();

    /// <summary>A value of a summary (<c>tf.Summary.Value</c>): a number, a histogram or a tensor under a tag.</summary>
    /// <param name="summary"><c>tf.Summary</c>.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="simple_value">The number.</param>
    /// <param name="histo">The histogram.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="metadata">Who can show it, and what it is.</param>
    /// <exception cref="Framework.ValueError">It has more than one kind of value.</exception>
    public static Protos.Summary.Types.Value Value(this MakeSummary summary, string tag = "", float? simple_value = null, Protos.HistogramProto? histo = null, Protos.TensorProto? tensor = null,
        Protos.SummaryMetadata? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (new object?[] { simple_value, histo, tensor }.Count(v => v is not null) > 1) throw new Framework.ValueError("A summary's value is a number, a histogram or a tensor, not several of them.");
        var value = new Protos.Summary.Types.Value { Tag = tag, Metadata = metadata };
        if (simple_value is { } number) value.SimpleValue = number;
        if (histo is not null) value.Histo = histo;
        if (tensor is not null) value.Tensor = tensor;
        return value;
    }
}
