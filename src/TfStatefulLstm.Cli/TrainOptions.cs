using System.CommandLine;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Cli.Characters;

namespace TfStatefulLstm.Cli;

/// <summary>What <c>tfstate train</c> is told: the options, whose defaults are the reference's; when a training goes on, those that it began with.</summary>
internal sealed class TrainOptions
{
    private const int UsualSteps = 3000;
    private const string Out = "--out";
    private readonly Option<string?> _text = new("--text") { Description = "The text to learn; its last tenth is held out. By default the reference's, tinyshakespeare.txt." };
    private readonly Option<string?> _folder = new(Out) { Description = "The folder for checkpoints, settings and TensorBoard's events. On a cluster the first worker's alone." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from the last checkpoint in --out; options not given are as they were." };
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON for every step, and one with the held-out loss and sampled text." };
    private readonly Option<string?> _cell = OneOf("--cell", CellKind.All.Select(c => c.Name), "What the layers are made of. By default lstm.");
    private readonly Option<int?> _layers = Size("--layers", "Layers. By default 2.");
    private readonly Option<int?> _units = Size("--units", "Size of every layer and of the characters' embedding. By default 128.");
    private readonly Option<int?> _batch = Size("--batch", "Rows that the text is cut into. By default 50.");
    private readonly Option<int?> _steps = Size("--steps", "Characters of every row in one training step: how far gradients go back. By default 50.");
    private readonly Option<int?> _epochs = Size("--epochs", "How often to go through the text in all; instead of --max-steps, or whichever comes first.");
    private readonly Option<int?> _maxSteps = Size("--max-steps", $"Training steps in all, those before --resume among them. By default {UsualSteps}, unless --epochs is given.");
    private readonly Option<int?> _saveEvery = Size("--save-every", "Training steps from one checkpoint to the next. By default 500.");
    private readonly Option<string?> _optimizer = OneOf("--optimizer", OptimizerKind.All.Select(o => o.Name), "How to train. By default adam.");
    private readonly Option<double?> _rate = Number("--rate", n => n > 0, "a number greater than 0",
        $"Learning rate; it falls by a tenth every 400 steps. By default {string.Join(", ", OptimizerKind.All.GroupBy(o => o.Rate).Select(g => FormattableString.Invariant($"{g.Key} for {string.Join(" and ", g)}")))}.");
    private readonly Option<double?> _clip = Number("--clip", n => n > 0, "a number greater than 0", "Largest norm of all gradients together. By default 5.");
    private readonly Option<double?> _dropout = Number("--dropout", n => n is >= 0 and < 1, "a number from 0 to less than 1", "Share of every layer's output that is dropped in training. By default none.");
    private readonly Option<int?> _seed = new("--seed") { Description = "Seed of the initial weights and of what is dropped. By default 1." };

    private readonly Option<string> _engine = EngineOption.Create();

    private readonly ClusterOptions _cluster = new();

    public TrainOptions() => _seed.Require(_ => true, "a whole number");

    /// <summary>The command with these options.</summary>
    public Command Command(string name, string description)
    {
        var command = new Command(name, description)
        {
            _text, _folder, _resume, _json, _cell, _layers, _units, _batch, _steps, _epochs, _maxSteps, _saveEvery, _optimizer, _rate, _clip, _dropout, _seed, _engine,
        };
        _cluster.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_folder) is null && !_cluster.IsIn(result)) result.AddError($"Option '{Out}' is required.");
        });
        return command;
    }

    /// <summary>The part of a cluster that the command line names; null if it names none.</summary>
    /// <exception cref="CliError">There is no such task, or the cluster's file is no cluster.</exception>
    public ClusterTask? ReadCluster(ParseResult parsed) => _cluster.Read(parsed);

    /// <summary>What one worker of a cluster is asked to do.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="task">The worker.</param>
    /// <exception cref="CliError">There is no text, or options are given that a worker does not take.</exception>
    public ReplicaPlan ReadReplica(ParseResult parsed, ClusterTask task)
    {
        if (parsed.GetValue(_resume)) throw new CliError("On a cluster --resume is not needed: leave it out; a training goes on from the parameter servers, or from the last checkpoint in --out.");
        if (parsed.GetValue(_epochs) is not null) throw new CliError("On a cluster every worker has a part of the text of its own: give --max-steps instead of --epochs.");
        if (parsed.GetResult(_engine) is { Implicit: false }) throw new CliError("On a cluster TensorFlow's own servers run the graph: leave --engine out.");
        var (text, settings) = Settings(parsed, null);
        return new ReplicaPlan(task, parsed.GetValue(_folder), text, settings, parsed.GetValue(_maxSteps) ?? UsualSteps, parsed.GetValue(_saveEvery) ?? 500, parsed.GetValue(_json));
    }

    /// <summary>What one command line asks for.</summary>
    /// <exception cref="CliError">It cannot be done: there is no text, nothing to go on from, or something that would be overwritten.</exception>
    public Plan Read(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(_folder)!;
        var before = CheckpointManagement.LatestCheckpoint(folder);
        var resume = parsed.GetValue(_resume);
        if (before is null && resume) throw new CliError($"There is no checkpoint in {folder}: leave --resume out to begin.");
        if (before is not null && !resume) throw new CliError($"{folder} holds a checkpoint already: go on from it with --resume, or give another --out.");
        var begun = resume ? TrainingSettings.Read(folder) : null;
        var (text, settings) = Settings(parsed, begun);
        var epochs = parsed.GetValue(_epochs);
        return new Plan(folder, before, text, settings, epochs, parsed.GetValue(_maxSteps) ?? (epochs is null ? UsualSteps : int.MaxValue), parsed.GetValue(_saveEvery) ?? 500, parsed.GetValue(_json), EngineOption.Target(parsed, _engine));
    }

    /// <summary>One training.</summary>
    /// <param name="Folder">Where it goes.</param>
    /// <param name="Before">The checkpoint that it goes on from, if it does.</param>
    /// <param name="Text">The text.</param>
    /// <param name="Settings">What is trained, and how.</param>
    /// <param name="Epochs">How often to go through the text, if that is told.</param>
    /// <param name="MaxSteps">After how many steps to end at the latest.</param>
    /// <param name="SaveEvery">How many steps there are from one checkpoint to the next.</param>
    /// <param name="Json">Whether the output is JSON.</param>
    /// <param name="Target">Where sessions run.</param>
    public sealed record Plan(string Folder, string? Before, CharacterText Text, TrainingSettings Settings, int? Epochs, int MaxSteps, int SaveEvery, bool Json, string Target)
    {
        /// <summary>After how many steps the training ends, if so many go through the text.</summary>
        public int End(int stepsPerEpoch) => (int)Math.Min(MaxSteps, (long)(Epochs ?? int.MaxValue) * stepsPerEpoch);
    }

    /// <summary>One worker's part of a training.</summary>
    /// <param name="Task">The worker.</param>
    /// <param name="Folder">Where the first worker saves; null for nowhere.</param>
    /// <param name="Text">The text, of which the worker has its part.</param>
    /// <param name="Settings">What is trained, and how.</param>
    /// <param name="MaxSteps">After how many steps of all workers to end.</param>
    /// <param name="SaveEvery">How many steps there are from one checkpoint to the next.</param>
    /// <param name="Json">Whether the output is JSON.</param>
    public sealed record ReplicaPlan(ClusterTask Task, string? Folder, CharacterText Text, TrainingSettings Settings, int MaxSteps, int SaveEvery, bool Json);

    // What is trained: as it was begun, but for what is given now.
    private (CharacterText Text, TrainingSettings Settings) Settings(ParseResult parsed, TrainingSettings? begun)
    {
        var path = Path.GetFullPath(parsed.GetValue(_text) ?? begun?.Text ?? Path.Combine(ModelOptions.FindReference(), "tinyshakespeare.txt"));
        var text = CharacterText.Read(path);
        begun ??= new TrainingSettings { Text = path, Characters = text.Characters.Characters };
        var optimizer = parsed.GetValue(_optimizer) ?? begun.Optimizer;
        return (text, begun with
        {
            Text = path,
            Characters = text.Characters.Characters,
            Cell = parsed.GetValue(_cell) ?? begun.Cell,
            Layers = parsed.GetValue(_layers) ?? begun.Layers,
            Units = parsed.GetValue(_units) ?? begun.Units,
            Batch = parsed.GetValue(_batch) ?? begun.Batch,
            Steps = parsed.GetValue(_steps) ?? begun.Steps,
            Optimizer = optimizer,
            Rate = parsed.GetValue(_rate) ?? (optimizer == begun.Optimizer ? begun.Rate : OptimizerKind.Of(optimizer).Rate),
            Clip = parsed.GetValue(_clip) ?? begun.Clip,
            Dropout = parsed.GetValue(_dropout) ?? begun.Dropout,
            Seed = parsed.GetValue(_seed) ?? begun.Seed,
        });
    }

    private static Option<int?> Size(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Require(n => n is null or > 0, "a number greater than 0");
        return option;
    }

    private static Option<double?> Number(string name, Func<double, bool> fits, string wanted, string description)
    {
        var option = new Option<double?>(name) { Description = description };
        option.Require(n => n is null || (fits(n.Value) && double.IsFinite(n.Value)), wanted);
        return option;
    }

    private static Option<string?> OneOf(string name, IEnumerable<string> names, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong([.. names]);
        return option;
    }
}
