using System.CommandLine;

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
        length.Require(n => n >= 0, "a number that is not negative");
        prime.Require(p => p.Length > 0, "at least one character");
        var command = new Command("sample", "Streams text from a character model.") { model.Checkpoint, model.Text, greedy, temperature, seed, prime, length };
        return command.Does((parsed, output, cancellation) =>
        {
            using var checkpoint = model.OpenCheckpoint(parsed);
            var text = model.ReadText(parsed, checkpoint);
            var random = parsed.GetValue(seed) is { } given ? new Random(given) : new Random();
            using var sampler = new CharacterSampler(checkpoint, text);
            Func<ReadOnlySpan<float>, int> pick = parsed.GetValue(greedy) ? Likeliest : p => Draw(p, parsed.GetValue(temperature), random);
            var ids = parsed.GetRequiredValue(prime).EnumerateRunes().Select(text.IdOf).ToList();
            foreach (var id in ids.SkipLast(1)) sampler.Next(id, cancellation);
            var last = ids[^1];
            for (var i = 0; i < parsed.GetValue(length); i++)
            {
                last = pick(sampler.Next(last, cancellation).AsSpan<float>());
                output.Write(text[last].ToString());
                output.Flush();
            }
            return TfState.Ok;
        });
    }

    /// <summary>The first of the largest probabilities.</summary>
    internal static int Likeliest(ReadOnlySpan<float> probabilities)
    {
        var best = 0;
        for (var i = 1; i < probabilities.Length; i++)
            if (probabilities[i] > probabilities[best]) best = i;
        return best;
    }

    /// <summary>A character drawn from the probabilities, each to the power of 1/temperature.</summary>
    internal static int Draw(ReadOnlySpan<float> probabilities, double temperature, Random random)
    {
        var weights = new double[probabilities.Length];
        // Relative to the largest, so that a low temperature does not make all of them zero.
        var largest = Math.Log(probabilities[Likeliest(probabilities)]);
        for (var i = 0; i < weights.Length; i++) weights[i] = Math.Exp((Math.Log(probabilities[i]) - largest) / temperature);
        var left = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            if ((left -= weights[i]) < 0) return i;
        return Likeliest(probabilities);
    }
}
