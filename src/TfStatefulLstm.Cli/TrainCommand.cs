using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Cli.Characters;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Training.Summaries;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate train</c>: trains the character model on a text, with checkpoints that Python TensorFlow 1.15 restores and events that TensorBoard shows; ends with
/// the held-out loss and sampled text. With <c>--cluster</c> it is one process of several that train together.</summary>
internal static class TrainCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "train";

    private const int Sampled = 400;

    public static Command Create()
    {
        var options = new TrainOptions();
        return options.Command(Name, "Trains a character model on a text.").Does((parsed, output, cancellation) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            if (options.ReadCluster(parsed) is { } task)
                return task.IsWorker ? ReplicaTraining.Run(options.ReadReplica(parsed, task), output, error, cancellation) : task.Serve(error, cancellation);
            var plan = options.Read(parsed);
            using var training = new Training(plan, output);
            if (!training.Run(cancellation))
            {
                error.WriteLine(training.Saved is { } step
                    ? $"tfstate: stopped and saved after step {step} of {training.End}: the same command with --resume goes on."
                    : "tfstate: stopped before the first step; there is nothing to save.");
                return TfState.Interrupted;
            }
            try
            {
                Conclude(plan, output, error, cancellation);
            }
            catch (OperationCanceledException)
            {
                error.WriteLine($"tfstate: stopped; the training was done and is saved in {plan.Folder}.");
                return TfState.Interrupted;
            }
            return TfState.Ok;
        });
    }

    // What has been learned: the held-out loss of the last checkpoint, and text.
    private static void Conclude(TrainOptions.Plan plan, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        using var checkpoint = new CharacterCheckpoint(new CheckpointReader(plan.Folder), target: plan.Target);
        var losses = HeldOut();
        using var sampler = new CharacterSampler(checkpoint);
        var random = new Random(plan.Settings.Seed);
        var prime = plan.Text.Characters.Contains(new('\n')) ? "\n" : plan.Text.Characters[0].ToString();
        var sample = string.Concat(sampler.Text(prime, p => CharacterSampler.Draw(p, temperature: 1, random), cancellation).Take(Sampled));
        if (plan.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { carried = losses?.Carried, reset_each_run = losses?.Reset, sample }, JsonOutput.Line));
            return;
        }
        if (losses is { } both) EvalCommand.Print(output, both);
        output.WriteLine();
        output.WriteLine(sample);

        (double Carried, double Reset)? HeldOut()
        {
            try
            {
                using var evaluator = new CharacterEvaluator(checkpoint);
                return evaluator.Losses(cancellation);
            }
            catch (CliError e)
            {
                error.WriteLine($"tfstate: there is no held-out loss: {e.Message}");
                return null;
            }
        }
    }

    /// <summary>The steps of one training, what they report and what they save.</summary>
    private sealed class Training : IDisposable
    {
        private readonly TrainOptions.Plan _plan;
        private readonly TextWriter _output;
        private readonly CharacterTrainer _trainer;
        private readonly int _first;
        private readonly FileWriter _events;

        public Training(TrainOptions.Plan plan, TextWriter output)
        {
            (_plan, _output) = (plan, output);
            _trainer = new CharacterTrainer(plan.Text, plan.Settings, plan.Target);
            try
            {
                if (plan.Before is not null)
                {
                    using var checkpoint = Source.OpenCheckpoint(plan.Before);
                    _trainer.Restore(checkpoint.Reader);
                }
                (_first, End) = (_trainer.Steps, plan.End(_trainer.StepsPerEpoch));
                if (_first >= End) throw new CliError($"{plan.Before} has been trained for {_first} steps: give a larger {(plan.Epochs is null ? "--max-steps" : "--epochs")} to go on.");
                // Nothing is written before everything that can be checked is.
                _events = tf.summary.FileWriter(plan.Folder);
                plan.Settings.Write(plan.Folder);
            }
            catch
            {
                _trainer.Dispose();
                throw;
            }
        }

        /// <summary>After how many steps it ends.</summary>
        public int End { get; }

        /// <summary>The step of the last checkpoint, if there is one.</summary>
        public int? Saved { get; private set; }

        /// <summary>Trains to the end, or until it is asked to stop; saves in both cases.</summary>
        /// <returns>Whether it came to the end.</returns>
        public bool Run(CancellationToken cancellation)
        {
            if (_first > 0) Saved = _first;
            _events.add_session_log(tf.SessionLog(SessionLog.Types.SessionStatus.Start), _first);
            _events.add_graph(_trainer.Graph, _first);
            var step = _first;
            var clock = Stopwatch.StartNew();
            Progress.Run("training", End - _first, done =>
            {
                while (step < End && !cancellation.IsCancellationRequested)
                {
                    var result = _trainer.Train(step);
                    Report(step, result);
                    step++;
                    if (step % _plan.SaveEvery == 0) Save(step);
                    var once = clock.Elapsed / (step - _first);
                    var speed = (double)_plan.Settings.Batch * _plan.Settings.Steps / once.TotalSeconds;
                    done(string.Create(CultureInfo.InvariantCulture, $"loss {result.Loss:0.000}, {speed:0} characters/s, {once * (End - step):h\\:mm\\:ss} left"));
                }
            }, show: !_plan.Json || Console.IsOutputRedirected);
            if (step > _first && Saved != step) Save(step);
            return step == End;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            _events.Dispose();
            _trainer.Dispose();
        }

        private void Report(int step, CharacterTrainer.Step result)
        {
            if (_plan.Json)
                _output.WriteLine(JsonSerializer.Serialize(new { step, loss = result.Loss, rate = result.Rate, gradient_norm = result.GradientNorm }, JsonOutput.Line));
            _events.add_summary(tf.Summary(
            [
                tf.Summary.Value("loss", result.Loss), tf.Summary.Value("rate", result.Rate), tf.Summary.Value("gradient_norm", result.GradientNorm),
            ]), step);
        }

        private void Save(int step)
        {
            _trainer.Save(Path.Combine(_plan.Folder, "model.ckpt"));
            _events.flush();
            Saved = step;
        }
    }
}
