using System.CommandLine;
using Google.Protobuf;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Freezing;
using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Facade;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate freeze</c>: one GraphDef without variables, of a graph and its checkpoint.</summary>
internal static class FreezeCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("GRAPH") { Description = "A MetaGraph (.meta), a GraphDef (.pb) or a SavedModel's folder." };
        var target = new Argument<string>("OUT") { Description = "The GraphDef to write (.pb)." };
        var outputs = new Option<string[]>("--outputs") { Description = "The nodes to keep, with all that they need.", Required = true, AllowMultipleArgumentsPerToken = true };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "The values; those beside the graph if none is named." };
        var tags = new Option<string[]>("--tags") { Description = "The tags of the graph in a SavedModel.", DefaultValueFactory = _ => ["serve"], AllowMultipleArgumentsPerToken = true };
        var stateful = new Option<bool>("--stateful") { Description = "What the graph assigns becomes an input and an output." };
        var updates = new Option<string[]>("--updates") { Description = "Operations that write the state, where the outputs do not wait for them.", AllowMultipleArgumentsPerToken = true };
        return new Command("freeze", "Makes one graph of a graph and its variables' values.") { source, target, outputs, checkpoint, tags, stateful, updates }.Does((parsed, output, _) =>
        {
            var (path, names) = (parsed.GetRequiredValue(source), parsed.GetRequiredValue(outputs));
            using var scope = new Graph().AsDefault();
            using var session = new Session();
            try
            {
                var graph = Load(session, path, parsed.GetValue(checkpoint), parsed.GetValue(tags)!);
                IReadOnlyList<FrozenState> states = [];
                GraphDef frozen;
                if (parsed.GetValue(stateful)) (frozen, states) = StatefulFreezer.Freeze(session, graph, names, parsed.GetValue(updates));
                else frozen = GraphFreezer.Freeze(session, graph, names);
                frozen.Versions = graph.Versions;
                AtomicFile.Write(parsed.GetRequiredValue(target), file => frozen.WriteTo(file));
                foreach (var node in frozen.Node.Where(n => n.Op == "Placeholder")) output.WriteLine($"input   {node.Name}:0");
                foreach (var state in states) output.WriteLine($"state   {state.Input} -> {state.Output}  {state.DType.Name()}  {state.Shape}");
                foreach (var name in names) output.WriteLine($"output  {name}");
            }
            catch (Exception e) when (e is AssertionError or ValueError or RuntimeError or KeyError)
            {
                throw new CliError($"{path} cannot be frozen: {TfState.Sentence(e.Message)}.", e);
            }
            return TfState.Ok;
        });
    }

    // The graph as it is in the file, and a session that has it with its values.
    private static GraphDef Load(Session session, string path, string? checkpoint, string[] tags)
    {
        if (Directory.Exists(path) && SavedModelFile.Exists(path))
        {
            if (checkpoint is null) return SavedModelLoader.Load(session, tags, path).GraphDef;
            var meta = SavedModelFile.WithTags(SavedModelFile.Read(path), tags);
            Restore(session, MetaGraphs.Import(meta), checkpoint);
            return meta.GraphDef;
        }
        if (Source.Open(path) is not GraphSource opened) throw new CliError($"{path} is a checkpoint: give its graph, such as its .meta file.");
        if (opened.Meta is { } metaGraph)
        {
            Restore(session, MetaGraphs.Import(metaGraph), checkpoint ?? path);
            return metaGraph.GraphDef;
        }
        GraphImporter.Import(Graph.Default, opened.Graph, "", null);
        var variables = opened.Graph.Node.Where(GraphFreezer.IsVariable).Select(n => n.Op == "VarHandleOp" ? $"{n.Name}/Read/ReadVariableOp:0" : $"{n.Name}:0").ToList();
        if (variables.Count > 0) Restore(session, new Saver(variables.Select(Graph.Default.TensorByName)), checkpoint ?? throw new CliError($"{path} has {variables.Count} variables: name the checkpoint that has their values by --checkpoint."));
        return opened.Graph;
    }

    private static void Restore(Session session, Saver? saver, string checkpoint) => saver?.Restore(session, checkpoint);
}
