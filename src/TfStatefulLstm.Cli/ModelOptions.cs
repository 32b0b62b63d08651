using System.CommandLine;
using TfStatefulLstm.Checkpoints;

namespace TfStatefulLstm.Cli;

/// <summary>Which character model a command means.</summary>
internal sealed class ModelOptions
{
    private static readonly string Reference = Path.Combine("checkpoints", "shakespeare");

    public Option<string?> Checkpoint { get; } = new("--checkpoint")
    {
        Description = "The model's checkpoint: its prefix, a file of it or its folder. By default checkpoints/shakespeare, here or in a folder above.",
    };

    public Option<string?> Text { get; } = new("--text")
    {
        Description = "The text that the model was trained on. By default tinyshakespeare.txt beside the checkpoint.",
    };

    /// <summary>Opens the checkpoint.</summary>
    /// <exception cref="CliError">There is none, or it is damaged.</exception>
    public CheckpointReader OpenCheckpoint(ParseResult parsed) => Source.OpenCheckpoint(parsed.GetValue(Checkpoint) ?? FindReference()).Reader;

    /// <summary>Reads the text that belongs to the checkpoint.</summary>
    /// <exception cref="CliError">There is none.</exception>
    public CharacterText ReadText(ParseResult parsed, CheckpointReader checkpoint) =>
        CharacterText.Read(parsed.GetValue(Text) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(checkpoint.Prefix))!, "tinyshakespeare.txt"));

    /// <summary>The folder of the reference model: here, or above, as the command may be run from anywhere in the repository, or from its build output.</summary>
    /// <exception cref="CliError">There is none.</exception>
    public static string FindReference()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (Directory.Exists(Path.Combine(folder.FullName, Reference))) return Path.Combine(folder.FullName, Reference);
        throw new CliError($"There is no {Reference} here or in a folder above: name a checkpoint with --checkpoint.");
    }
}
