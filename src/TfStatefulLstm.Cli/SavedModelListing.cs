using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Cli;

/// <summary>What a SavedModel has, for a person and for a program.</summary>
internal static class SavedModelListing
{
    /// <summary>Its graphs, each with tags, signatures and assets.</summary>
    public static void Print(TextWriter output, SavedModelSource source)
    {
        foreach (var meta in source.Model.MetaGraphs)
        {
            output.WriteLine($"graph  {string.Join(", ", Tags(meta))}  {meta.GraphDef?.Node.Count ?? 0} nodes");
            foreach (var (name, signature) in meta.SignatureDef.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                output.WriteLine($"  signature  {name}  {signature.MethodName}");
                foreach (var (key, info) in Sorted(signature.Inputs)) output.WriteLine($"    input   {key}  {Describe(info)}");
                foreach (var (key, info) in Sorted(signature.Outputs)) output.WriteLine($"    output  {key}  {Describe(info)}");
            }
            foreach (var (tensor, file) in SavedModelFile.Assets(meta).OrderBy(a => a.Key, StringComparer.Ordinal)) output.WriteLine($"  asset  {tensor}  {file}");
        }
    }

    /// <summary>The same, and its variables, to be serialized.</summary>
    public static object Parts(SavedModelSource source) => new
    {
        savedModel = source.Folder,
        graphs = source.Model.MetaGraphs.Select(meta => new
        {
            tags = Tags(meta),
            nodes = meta.GraphDef?.Node.Count ?? 0,
            signatures = Sorted(meta.SignatureDef).Select(s => new
            {
                name = s.Key,
                method = s.Value.MethodName,
                inputs = Sorted(s.Value.Inputs).Select(Entry),
                outputs = Sorted(s.Value.Outputs).Select(Entry),
            }),
            assets = SavedModelFile.Assets(meta).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new { tensor = a.Key, file = a.Value }),
        }),
        variables = source.Variables is { } reader ? InspectCommand.Tensors(reader) : null,
    };

    private static object Entry(KeyValuePair<string, TensorInfo> entry) => new { name = entry.Key, tensor = Tensor(entry.Value), dtype = ((DType)(int)entry.Value.Dtype).Name(), shape = ShapeOf(entry.Value).ToString() };

    private static string Describe(TensorInfo info) => $"{Tensor(info)}  {((DType)(int)info.Dtype).Name()}  {ShapeOf(info)}";

    private static Shape ShapeOf(TensorInfo info) => Shape.FromProto(info.TensorShape ?? new TensorShapeProto { UnknownRank = true });

    private static string Tensor(TensorInfo info) => info.EncodingCase == TensorInfo.EncodingOneofCase.CooSparse ? info.CooSparse.ValuesTensorName : info.Name;

    private static IEnumerable<string> Tags(MetaGraphDef meta) => (meta.MetaInfoDef?.Tags ?? []).Order(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, T>> Sorted<T>(IEnumerable<KeyValuePair<string, T>> map) => map.OrderBy(e => e.Key, StringComparer.Ordinal);
}
