using System.CommandLine;
using System.Globalization;
using TfStatefulLstm.Cli.Characters;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate eval</c>: the held-out loss of a character model with its state carried from run to run, and with it reset every run.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var command = new Command("eval", "Prints a character model's held-out loss, with carried state and with the state reset every run.")
        {
            model.Checkpoint, model.Text, model.Engine,
        };
        return command.Does((parsed, output, cancellation) =>
        {
            using var checkpoint = model.Open(parsed);
            using var evaluator = new CharacterEvaluator(checkpoint);
            Print(output, evaluator.Losses(cancellation));
            return TfState.Ok;
        });
    }

    /// <summary>Prints the held-out losses.</summary>
    public static void Print(TextWriter output, (double Carried, double Reset) losses)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"carried         {losses.Carried:0.0000}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reset_each_run  {losses.Reset:0.0000}"));
    }
}
