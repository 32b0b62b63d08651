using System.CommandLine;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Conversion;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate convert</c>: the tensors of one file into a file of another kind, under other names or in another layout.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("IN") { Description = "A checkpoint (prefix, file or folder; V1 or V2), a SavedModel's folder, a .npz or a .safetensors file." };
        var target = new Argument<string>("OUT") { Description = "Ends in .npz or .safetensors; anything else is a checkpoint's prefix." };
        var format = new Option<string?>("--format") { Description = "What to write, if OUT's ending does not say it." };
        format.AcceptOnlyFromAmong("v1", "v2", "npz", "safetensors");
        var map = new Option<string[]>("--map") { Description = "OLD=NEW renames a tensor, SCOPE/=NEW/ a scope; may come again." };
        var mapFile = new Option<string?>("--map-file") { Description = "A file with one OLD=NEW a line." };
        var modern = new Option<bool>("--modern") { Description = "Names of recurrent cells from before TensorFlow 1.2 become those of 1.2 and later." };
        var keras = new Option<bool>("--keras") { Description = "LSTM and GRU cells become Keras layers: kernel, recurrent_kernel, bias." };
        var cells = new Option<bool>("--cells") { Description = "Keras layers become LSTM and GRU cells." };
        var bias = new Option<float>("--forget-bias") { Description = "What the LSTM cells add to their forget gate.", DefaultValueFactory = _ => 1 };
        return new Command("convert", "Writes the tensors of a file to a file of another kind.") { source, target, format, map, mapFile, modern, keras, cells, bias }.Does((parsed, output, cancellation) =>
        {
            if (parsed.GetValue(keras) && parsed.GetValue(cells)) throw new CliError("--keras and --cells are opposites: give one of them.");
            var options = new ConversionOptions
            {
                Names = Names([.. parsed.GetValue(mapFile) is { } file ? File.ReadAllLines(file) : [], .. parsed.GetValue(map) ?? []]),
                ModernNames = parsed.GetValue(modern),
                Layout = parsed.GetValue(keras) ? LayerLayout.Keras : parsed.GetValue(cells) ? LayerLayout.Cells : LayerLayout.Unchanged,
                ForgetBias = parsed.GetValue(bias),
            };
            var path = parsed.GetRequiredValue(target);
            var kind = parsed.GetValue(format) is { } name ? Enum.Parse<TensorFileKind>(name, ignoreCase: true) : TensorFiles.KindOf(path);
            using var opened = Source.OpenCheckpoint(parsed.GetRequiredValue(source));
            try
            {
                var tensors = TensorConversion.Plan(opened.Reader, options);
                TensorFiles.Write(path, kind, [.. tensors.Select(t => KeyValuePair.Create(t.Name, () => { cancellation.ThrowIfCancellationRequested(); return t.Value(); }))]);
                foreach (var tensor in tensors.Where(t => t.Sources is not [var one] || one != t.Name)) output.WriteLine($"{string.Join(" + ", tensor.Sources)} -> {tensor.Name}");
            }
            catch (ValueError e) { throw new CliError($"{TfState.Sentence(e.Message)}: convert it without --keras and --cells.", e); }
            catch (Exception e) when (e is InvalidArgumentError or UnimplementedError) { throw new CliError($"{TfState.Sentence(e.Message)}: choose another kind of file, or map the name.", e); }
            return TfState.Ok;
        });
    }

    private static Dictionary<string, string> Names(IEnumerable<string> maps)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in maps.Select(m => m.Trim()).Where(m => m.Length > 0 && m[0] != '#'))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == line.Length - 1) throw new CliError($"'{line}' maps no name: write OLD=NEW.");
            names[line[..at]] = line[(at + 1)..];
        }
        return names;
    }
}
