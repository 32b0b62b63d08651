using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TfStatefulLstm.Checkpoints;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate train</c>: trains the character model on a text, with checkpoints that Python TensorFlow 1.15 restores.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var text = new Option<string?>("--text") { Description = "The text to learn; its last tenth is held out. By default the reference's, tinyshakespeare.txt." };
        var folder = new Option<string>("--out") { Description = "The folder for the checkpoints.", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Go on from the last checkpoint in --out." };
        var json = new Option<bool>("--json") { Description = "Print a line of JSON for every step: its number and its loss." };
        var layers = Size("--layers", 2, "LSTM layers.");
        var units = Size("--units", 128, "Size of every layer and of the characters' embedding.");
        var batch = Size("--batch", 50, "Rows that the text is cut into.");
        var time = Size("--steps", 50, "Characters of every row in one training step: how far gradients go back.");
        var last = Size("--max-steps", 3000, "Training steps in all, those before --resume among them.");
        var every = Size("--save-every", 500, "Training steps from one checkpoint to the next.");
        var rate = Number("--rate", 0.002, "Adam's learning rate; it falls by a tenth every 400 steps.");
        var clip = Number("--clip", 5, "Largest norm of all gradients together.");
        var seed = new Option<int>("--seed") { Description = "Seed of the initial weights.", DefaultValueFactory = _ => 1 };
        var command = new Command("train", "Trains a character model on a text.")
        {
            text, folder, resume, json, layers, units, batch, time, last, every, rate, clip, seed,
        };
        return command.Does((parsed, output, cancellation) =>
        {
            var path = parsed.GetRequiredValue(folder);
            var before = CheckpointManagement.LatestCheckpoint(path);
            if (before is null && parsed.GetValue(resume)) throw new CliError($"There is no checkpoint in {path}: leave --resume out to begin.");
            if (before is not null && !parsed.GetValue(resume)) throw new CliError($"{path} holds a checkpoint already: go on from it with --resume, or give another --out.");
            var characters = CharacterText.Read(parsed.GetValue(text) ?? Path.Combine(ModelOptions.FindReference(), "tinyshakespeare.txt"));
            var sizes = new CharacterModel.Sizes(characters.Count, parsed.GetValue(units), parsed.GetValue(layers));
            var settings = new CharacterTrainer.Settings(sizes, parsed.GetValue(batch), parsed.GetValue(time), parsed.GetValue(rate), parsed.GetValue(clip), parsed.GetValue(seed));
            using var trainer = new CharacterTrainer(characters, settings);
            if (before is not null)
            {
                using var checkpoint = Source.OpenCheckpoint(before);
                trainer.Restore(checkpoint.Reader);
            }
            Directory.CreateDirectory(path);
            var (first, end) = (trainer.Steps, parsed.GetValue(last));
            if (first >= end) throw new CliError($"{before} has been trained for {first} steps: give a larger --max-steps to go on.");
            var (step, saved) = (first, first);
            var clock = Stopwatch.StartNew();
            Progress.Run("training", end - first, done =>
            {
                while (step < end && !cancellation.IsCancellationRequested)
                {
                    var loss = trainer.Train(step);
                    if (parsed.GetValue(json)) output.WriteLine(JsonSerializer.Serialize(new { step, loss }, JsonOutput.Line));
                    step++;
                    if (step % parsed.GetValue(every) == 0) saved = Save();
                    var once = clock.Elapsed / (step - first);
                    var speed = (double)settings.Batch * settings.Time / once.TotalSeconds;
                    done(string.Create(CultureInfo.InvariantCulture, $"loss {loss:0.000}, {speed:0} characters/s, {once * (end - step):h\\:mm\\:ss} left"));
                }
            }, show: !parsed.GetValue(json) || Console.IsOutputRedirected);
            if (saved < step) Save();
            if (step == end) return TfState.Ok;
            parsed.InvocationConfiguration.Error.WriteLine($"tfstate: stopped and saved after step {step} of {end}: the same command with --resume goes on.");
            return TfState.Interrupted;

            int Save()
            {
                trainer.Save(Path.Combine(path, "model.ckpt"));
                return step;
            }
        });
    }

    private static Option<int> Size(string name, int usual, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Require(n => n > 0, "a number greater than 0");
        return option;
    }

    private static Option<double> Number(string name, double usual, string description)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Require(n => n > 0 && double.IsFinite(n), "a number greater than 0");
        return option;
    }
}
