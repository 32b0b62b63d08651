using System.CommandLine;

namespace TfStatefulLstm.Cli;

/// <summary>How every command is run, and its options checked.</summary>
internal static class CommandExtensions
{
    /// <summary>Has the command do its work beside the thread that watches for Ctrl-C.</summary>
    public static Command Does(this Command command, Func<ParseResult, TextWriter, CancellationToken, int> work)
    {
        command.SetAction((parsed, cancellation) => Task.Run(() => work(parsed, parsed.InvocationConfiguration.Output, cancellation), cancellation));
        return command;
    }

    /// <summary>Refuses values that the option cannot take.</summary>
    /// <param name="option">The option.</param>
    /// <param name="fits">Whether it can take a value.</param>
    /// <param name="wanted">What it takes: "a number greater than 0".</param>
    public static void Require<T>(this Option<T> option, Func<T, bool> fits, string wanted) => option.Validators.Add(result =>
    {
        if (result.Errors.Any()) return;
        try
        {
            if (fits(result.GetValueOrDefault<T>()!)) return;
        }
        catch (InvalidOperationException)
        {
            // What was given cannot be parsed; the parser's own words name a .NET type.
        }
        result.AddError($"{option.Name} must be {wanted}");
    });
}
