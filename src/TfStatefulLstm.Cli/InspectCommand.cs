using System.CommandLine;
using System.Text.Json;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate inspect</c>: the tensors of a checkpoint, or the nodes of a graph.</summary>
internal static class InspectCommand
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var path = new Argument<string>("CHECKPOINT|GRAPH") { Description = "A checkpoint (prefix, file or folder), a GraphDef (.pb) or a MetaGraph (.meta)." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        return new Command("inspect", "Lists the tensors of a checkpoint or the nodes of a graph.") { path, json }.Does((parsed, output, _) =>
        {
            using var source = Source.Open(parsed.GetRequiredValue(path));
            var asJson = parsed.GetValue(json);
            if (source is CheckpointSource { Reader: var reader })
            {
                if (asJson) WriteJson(output, w => Tensors(w, reader));
                else ListTensors(output, reader);
            }
            else if (source is GraphSource { Graph: var graph })
            {
                if (asJson) WriteJson(output, w => Nodes(w, graph));
                else foreach (var node in graph.Node) output.WriteLine(NodePrinter.Print(node));
            }
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

    private static void Tensors(Utf8JsonWriter json, CheckpointReader reader)
    {
        json.WriteString("checkpoint", reader.Prefix);
        json.WriteStartArray("tensors");
        foreach (var (name, type, shape, bytes) in reader.Names.Select(n => Row(reader, n)))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("dtype", type);
            json.WriteStartArray("shape");
            foreach (var dim in shape.Dims) json.WriteNumberValue(dim);
            json.WriteEndArray();
            if (bytes is { } size) json.WriteNumber("bytes", size);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Nodes(Utf8JsonWriter json, GraphDef graph)
    {
        if (graph.Versions is { } versions) json.WriteNumber("producer", versions.Producer);
        json.WriteStartArray("nodes");
        foreach (var node in graph.Node)
        {
            json.WriteStartObject();
            json.WriteString("name", node.Name);
            json.WriteString("op", node.Op);
            json.WriteStartArray("inputs");
            foreach (var input in node.Input) json.WriteStringValue(input);
            json.WriteEndArray();
            if (node.Device.Length > 0) json.WriteString("device", node.Device);
            json.WriteStartObject("attributes");
            foreach (var (name, value) in node.Attr.OrderBy(a => a.Key, StringComparer.Ordinal)) json.WriteString(name, NodePrinter.Value(value));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteJson(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }
}
