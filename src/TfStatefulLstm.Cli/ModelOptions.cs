using System.CommandLine;
using TfStatefulLstm.Cli.Characters;

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
        Description = "The text that the model was trained on. By default the one that tfstate train noted beside the checkpoint, or tinyshakespeare.txt there.",
    };

    public Option<string> Engine { get; } = EngineOption.Create();

    /// <summary>Opens the model's checkpoint.</summary>
    /// <exception cref="CliError">There is none, it is damaged or of another model, or its text is missing.</exception>
    public CharacterCheckpoint Open(ParseResult parsed)
    {
        var target = EngineOption.Target(parsed, Engine);
        var reader = Source.OpenCheckpoint(parsed.GetValue(Checkpoint) ?? FindReference()).Reader;
        try
        {
            return new CharacterCheckpoint(reader, parsed.GetValue(Text), target);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

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
