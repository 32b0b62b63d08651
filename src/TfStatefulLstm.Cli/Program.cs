using TfStatefulLstm.Cli;

return await TfState.RunAsync(args, Console.Out, Console.Error);
