using System.Text.Json;
using System.Text.Json.Serialization;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Cli.Characters;

/// <summary>What is trained, and how; by default as <c>checkpoints/shakespeare/char_lm.py</c> does it. It is kept beside the checkpoints, so that a training goes on, and its
/// model is evaluated and sampled, without being told again.</summary>
internal sealed record TrainingSettings
{
    private const string FileName = "train.json";
    private static readonly JsonSerializerOptions Format = new(JsonOutput.Options) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The path of the text.</summary>
    public required string Text { get; init; }

    /// <summary>The text's characters, sorted.</summary>
    public required string Characters { get; init; }

    /// <summary>The <see cref="CellKind"/>.</summary>
    public string Cell { get; init; } = "lstm";

    /// <summary>How many cells stand on each other.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>The size of every layer and of the characters' embedding.</summary>
    public int Units { get; init; } = 128;

    /// <summary>How many rows the text is cut into.</summary>
    public int Batch { get; init; } = 50;

    /// <summary>How many characters of every row a step takes.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>The <see cref="OptimizerKind"/>.</summary>
    public string Optimizer { get; init; } = "adam";

    /// <summary>The learning rate at the beginning; it falls by a tenth every 400 steps.</summary>
    public double Rate { get; init; } = 0.002;

    /// <summary>The largest norm of all gradients together.</summary>
    public double Clip { get; init; } = 5;

    /// <summary>The share of every layer's output that is dropped.</summary>
    public double Dropout { get; init; }

    /// <summary>The seed of the initial weights and of what is dropped.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The model's sizes.</summary>
    [JsonIgnore]
    public CharacterModel.Sizes Sizes => new(new Vocabulary(Characters).Count, Units, Layers, CellKind.Of(Cell));

    /// <summary>What was kept in a folder, or null if nothing was, as in one that Python wrote.</summary>
    /// <exception cref="CliError">The file is damaged.</exception>
    public static TrainingSettings? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            if (JsonSerializer.Deserialize<TrainingSettings>(File.ReadAllBytes(path), Format) is { IsSound: true } settings) return settings;
        }
        catch (JsonException e)
        {
            throw Damaged(e);
        }
        throw Damaged(null);

        CliError Damaged(JsonException? e) => new($"{path} is damaged{(e is null ? "" : $" ({TfState.Sentence(e.Message)})")}: delete it and give the options again, --text among them.", e);
    }

    /// <summary>Keeps this in a folder.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllBytes(path + ".tmp", JsonSerializer.SerializeToUtf8Bytes(this, Format));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private bool IsSound => Text is not null && Characters is { Length: > 0 } && CellKind.All.Any(c => c.Name == Cell) && OptimizerKind.All.Any(o => o.Name == Optimizer)
        && Layers > 0 && Units > 0 && Batch > 0 && Steps > 0 && Rate > 0 && Clip > 0 && Dropout is >= 0 and < 1;
}
