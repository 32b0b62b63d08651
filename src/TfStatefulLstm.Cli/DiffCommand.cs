using System.CommandLine;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate diff</c>: the first difference of two graphs or of two checkpoints. Exit code 0 if there is none, 1 if there is.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var a = new Argument<string>("A") { Description = "A checkpoint or other file of tensors, a SavedModel or a graph." };
        var b = new Argument<string>("B") { Description = "Another of the same kind." };
        return new Command("diff", "Names the first difference of two graphs or two checkpoints.") { a, b }.Does((parsed, output, cancellation) =>
        {
            var (pathA, pathB) = (parsed.GetRequiredValue(a), parsed.GetRequiredValue(b));
            using var sourceA = Source.Open(pathA);
            using var sourceB = Source.Open(pathB);
            var difference = (sourceA, sourceB) switch
            {
                (GraphSource x, GraphSource y) => Graphs(x, y),
                (SavedModelSource x, SavedModelSource y) => SavedModels(x, y, cancellation),
                (CheckpointSource or SavedModelSource { Variables: not null }, CheckpointSource or SavedModelSource { Variables: not null }) => Checkpoints(Tensors(sourceA), Tensors(sourceB), cancellation),
                _ => throw new CliError($"One of {pathA} and {pathB} is a graph, the other a checkpoint: give two of the same kind."),
            };
            if (difference is null) return TfState.Ok;
            output.WriteLine(difference);
            return TfState.Bad;
        });
    }

    private static CheckpointReader Tensors(Source source) => source is CheckpointSource checkpoint ? checkpoint.Reader : ((SavedModelSource)source).Variables!;

    private static string? SavedModels(SavedModelSource a, SavedModelSource b, CancellationToken cancellation)
    {
        static string Tags(MetaGraphDef meta) => string.Join(", ", (meta.MetaInfoDef?.Tags ?? []).Order(StringComparer.Ordinal));
        static Dictionary<string, MetaGraphDef> ByTags(SavedModelSource source) => source.Model.MetaGraphs.DistinctBy(Tags).ToDictionary(Tags, StringComparer.Ordinal);
        var (left, right) = (ByTags(a), ByTags(b));
        foreach (var tags in left.Keys.Union(right.Keys).Order(StringComparer.Ordinal))
        {
            if (!left.TryGetValue(tags, out var x)) return $"the graph of {tags} is only in {b.Folder}";
            if (!right.TryGetValue(tags, out var y)) return $"the graph of {tags} is only in {a.Folder}";
            if (Graphs(new GraphSource(x.GraphDef ?? new(), x), new GraphSource(y.GraphDef ?? new(), y)) is { } difference) return $"in the graph of {tags}, {difference}";
            foreach (var key in x.SignatureDef.Keys.Union(y.SignatureDef.Keys).Order(StringComparer.Ordinal))
                if (!Equals(x.SignatureDef.GetValueOrDefault(key), y.SignatureDef.GetValueOrDefault(key))) return $"in the graph of {tags}, the signature {key} differs";
        }
        return a.Variables is null || b.Variables is null
            ? ReferenceEquals(a.Variables, b.Variables) ? null : "only one has variables"
            : Checkpoints(a.Variables, b.Variables, cancellation);
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
