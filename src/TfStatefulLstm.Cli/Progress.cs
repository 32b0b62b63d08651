using Spectre.Console;

namespace TfStatefulLstm.Cli;

/// <summary>Shows how far long work is, on standard error, to somebody who watches.</summary>
internal static class Progress
{
    /// <summary>Does the work with a bar on standard error if that is a terminal.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How many steps there are.</param>
    /// <param name="work">The work; it calls its argument after every step.</param>
    /// <param name="show">Whether a bar would not get into the way of the output.</param>
    public static void Run(string title, int total, Action<Action> work, bool show = true) => Run(title, total, done => work(() => done(title)), show);

    /// <summary>Does the work with a bar on standard error if that is a terminal.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How many steps there are.</param>
    /// <param name="work">The work; it calls its argument after every step with what the bar is to say from then on.</param>
    /// <param name="show">Whether a bar would not get into the way of the output.</param>
    public static void Run(string title, int total, Action<Action<string>> work, bool show = true)
    {
        if (!show || Console.IsErrorRedirected)
        {
            work(_ => { });
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().AutoClear(true).Start(context =>
        {
            var bar = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, total));
            work(said =>
            {
                bar.Description = Markup.Escape(said);
                bar.Increment(1);
            });
        });
    }
}
