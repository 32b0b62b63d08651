using System.CommandLine;
using TfStatefulLstm.Cli.Characters;

namespace TfStatefulLstm.Cli;

/// <summary><c>tfstate sample</c>: streams text from a character model, one <c>session.run</c> a character, the state only in variables.</summary>
internal static class SampleCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var greedy = new Option<bool>("--greedy") { Description = "Always take the likeliest character." };
        var temperature = new Option<double>("--temperature")
        {
            Description = "Below 1 likely characters become likelier, above 1 less likely.",
            DefaultValueFactory = _ => 1,
        };
        var seed = new Option<int?>("--seed") { Description = "Draw the same text again; without it every text is new." };
        var prime = new Option<string>("--prime") { Description = "What the text is to go on from; it is not printed.", DefaultValueFactory = _ => "\n" };
        var length = new Option<int>("--length") { Description = "How many characters to print.", DefaultValueFactory = _ => 400 };
        temperature.Require(t => t > 0 && double.IsFinite(t), "a number greater than 0");
        seed.Require(_ => true, "a whole number");
        length.Require(n => n >= 0, "a number that is not negative");
        prime.Require(p => p.Length > 0, "at least one character");
        var command = new Command("sample", "Streams text from a character model.") { model.Checkpoint, model.Text, model.Engine, greedy, temperature, seed, prime, length };
        return command.Does((parsed, output, cancellation) =>
        {
            using var checkpoint = model.Open(parsed);
            var random = parsed.GetValue(seed) is { } given ? new Random(given) : new Random();
            using var sampler = new CharacterSampler(checkpoint);
            Choice choose = parsed.GetValue(greedy) ? CharacterSampler.Likeliest : p => CharacterSampler.Draw(p, parsed.GetValue(temperature), random);
            foreach (var character in sampler.Text(parsed.GetRequiredValue(prime), choose, cancellation).Take(parsed.GetValue(length)))
            {
                output.Write(character.ToString());
                output.Flush();
            }
            return TfState.Ok;
        });
    }
}
