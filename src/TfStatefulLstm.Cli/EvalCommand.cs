using System.CommandLine;
using System.Globalization;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate eval</c>: the held-out loss of a character model with its state carried from run to run, and with it reset every run.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var command = new Command("eval", "Prints a character model's held-out loss, with carried state and with the state reset every run.")
        {
            model.Checkpoint, model.Text,
        };
        return command.Does((parsed, output, cancellation) =>
        {
            using var checkpoint = model.OpenCheckpoint(parsed);
            using var evaluator = new CharacterEvaluator(checkpoint, model.ReadText(parsed, checkpoint));
            var (carried, reset) = (0.0, 0.0);
            Progress.Run("evaluating", 2 * evaluator.Runs, done =>
            {
                carried = evaluator.Loss(carry: true, done, cancellation);
                reset = evaluator.Loss(carry: false, done, cancellation);
            });
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"carried         {carried:0.0000}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reset_each_run  {reset:0.0000}"));
            return TfState.Ok;
        });
    }
}
