using System.CommandLine;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate diff</c>: the first difference of two graphs or of two checkpoints. Exit code 0 if there is none, 1 if there is.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var a = new Argument<string>("A") { Description = "A checkpoint or a graph." };
        var b = new Argument<string>("B") { Description = "Another of the same kind." };
        return new Command("diff", "Names the first difference of two graphs or two checkpoints.") { a, b }.Does((parsed, output, cancellation) =>
        {
            var (pathA, pathB) = (parsed.GetRequiredValue(a), parsed.GetRequiredValue(b));
            using var sourceA = Source.Open(pathA);
            using var sourceB = Source.Open(pathB);
            var difference = (sourceA, sourceB) switch
            {
                (GraphSource x, GraphSource y) => Graphs(x, y),
                (CheckpointSource x, CheckpointSource y) => Checkpoints(x.Reader, y.Reader, cancellation),
                _ => throw new CliError($"One of {pathA} and {pathB} is a graph, the other a checkpoint: give two of the same kind."),
            };
            if (difference is null) return TfState.Ok;
            output.WriteLine(difference);
            return TfState.Bad;
        });
    }

    private static string? Graphs(GraphSource a, GraphSource b)
    {
        if (GraphDiff.First(a.Graph, b.Graph) is { } difference) return difference;
        if (a.Meta is not { } x || b.Meta is not { } y) return null;
        if (!Equals(x.SaverDef, y.SaverDef)) return $"the savers differ\n  expected: {x.SaverDef}\n  actual:   {y.SaverDef}";
        foreach (var key in x.CollectionDef.Keys.Union(y.CollectionDef.Keys).Order(StringComparer.Ordinal))
        {
            var (left, right) = (x.CollectionDef.GetValueOrDefault(key), y.CollectionDef.GetValueOrDefault(key));
            if (!Equals(left, right)) return $"the collection {key} differs\n  expected: {left?.ToString() ?? "(none)"}\n  actual:   {right?.ToString() ?? "(none)"}";
        }
        return null;
    }

    private static string? Checkpoints(CheckpointReader a, CheckpointReader b, CancellationToken cancellation)
    {
        foreach (var name in a.Names.Union(b.Names).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!a.HasTensor(name)) return $"tensor {name} is only in {b.Prefix}";
            if (!b.HasTensor(name)) return $"tensor {name} is only in {a.Prefix}";
            if (Tensors(a.GetTensor(name), b.GetTensor(name)) is { } difference) return $"tensor {name}: {difference}";
        }
        return null;
    }

    private static string? Tensors(NDArray a, NDArray b)
    {
        if (a.DType != b.DType || !a.Dims.SequenceEqual(b.Dims)) return $"{a.DType.Name()} {a.Shape} and {b.DType.Name()} {b.Shape}";
        if (a.DType != DType.String && a.Bytes.SequenceEqual(b.Bytes)) return null;
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (NodePrinter.Element(a, i), NodePrinter.Element(b, i));
            if (x != y) return $"element {Index(a, i)} is {x} and {y}";
        }
        return a.DType == DType.String ? null : "the bits of a NaN differ";
    }

    private static string Index(NDArray array, int at)
    {
        var index = new long[array.Rank];
        for (var d = array.Rank - 1; d >= 0; d--) (at, index[d]) = ((int)(at / array.Dims[d]), at % array.Dims[d]);
        return $"[{string.Join(", ", index)}]";
    }
}
