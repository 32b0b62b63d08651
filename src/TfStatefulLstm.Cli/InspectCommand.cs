using System.CommandLine;
using System.Text.Json;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate inspect</c>: the tensors of a checkpoint, the nodes of a graph, or the tags, signatures, assets and variables of a SavedModel.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("CHECKPOINT|GRAPH") { Description = "A checkpoint (prefix, file or folder), a .npz or .safetensors file, a SavedModel's folder, a GraphDef (.pb) or a MetaGraph (.meta)." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        return new Command("inspect", "Lists the tensors of a checkpoint, the nodes of a graph or the parts of a SavedModel.") { path, json }.Does((parsed, output, _) =>
        {
            using var source = Source.Open(parsed.GetRequiredValue(path));
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(source switch
                {
                    CheckpointSource c => Tensors(c.Reader),
                    SavedModelSource m => SavedModelListing.Parts(m),
                    _ => Nodes(((GraphSource)source).Graph),
                }, JsonOutput.Options));
            }
            else if (source is CheckpointSource { Reader: var reader }) ListTensors(output, reader);
            else if (source is SavedModelSource model)
            {
                SavedModelListing.Print(output, model);
                if (model.Variables is { } variables) ListTensors(output, variables);
            }
            else foreach (var node in ((GraphSource)source).Graph.Node) output.WriteLine(NodePrinter.Print(node));
            return TfState.Ok;
        });
    }

    private static void ListTensors(TextWriter output, CheckpointReader reader)
    {
        var rows = reader.Names.Select(name => Row(reader, name)).ToList();
        if (rows.Count == 0) return;
        var (names, types, shapes) = (rows.Max(r => r.Name.Length), rows.Max(r => r.Type.Length), rows.Max(r => r.Shape.ToString().Length));
        foreach (var (name, type, shape, bytes) in rows)
            output.WriteLine($"{name.PadRight(names)}  {type.PadRight(types)}  {shape.ToString().PadRight(shapes)}  {(bytes is { } size ? $"{size} bytes" : "strings")}");
    }

    // How long strings are stands in the data alone.
    private static (string Name, string Type, Shape Shape, long? Bytes) Row(CheckpointReader reader, string name)
    {
        var (type, shape) = (reader.GetVariableToDtypeMap()[name], reader.GetVariableToShapeMap()[name]);
        return (name, type.Name(), shape, type == DType.String ? null : shape.NumElements * type.Size());
    }

    internal static object Tensors(CheckpointReader reader) => new
    {
        checkpoint = reader.Prefix,
        tensors = reader.Names.Select(n => Row(reader, n)).Select(r => new { name = r.Name, dtype = r.Type, shape = r.Shape.ToArray(), bytes = r.Bytes }),
    };

    private static object Nodes(GraphDef graph) => new
    {
        producer = graph.Versions?.Producer,
        nodes = graph.Node.Select(n => new
        {
            name = n.Name, op = n.Op, inputs = n.Input, device = n.Device,
            attributes = new SortedDictionary<string, string>(n.Attr.ToDictionary(a => a.Key, a => NodePrinter.Value(a.Value)), StringComparer.Ordinal),
        }),
    };
}
