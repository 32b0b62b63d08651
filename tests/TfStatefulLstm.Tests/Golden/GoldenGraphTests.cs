using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>The seeds' programs, ported line by line, build node for node what Python built.</summary>
[TestClass]
public sealed class GoldenGraphTests
{
    [TestMethod]
    public void Saved_state() => GoldenGraph.Check("seed_saved_state", SeedSavedState.Build);

    [TestMethod]
    public void Decoder_list_state_training() => GoldenGraph.Check("seed_decoder_list_state_training", () => SeedDecoderListState.Build(TRAINING: true));

    [TestMethod]
    public void Decoder_list_state_inference() => GoldenGraph.Check("seed_decoder_list_state_inference", () => SeedDecoderListState.Build(TRAINING: false));

    [TestMethod]
    public void State_placeholder() => GoldenGraph.Check("seed_state_placeholder", SeedStatePlaceholder.Build);

    [TestMethod]
    public void State_variables_lstm() => GoldenGraph.Check("seed_state_variables_lstm", SeedStateVariablesLstm.Build);

    [TestMethod]
    public void State_variables_gru() => GoldenGraph.Check("seed_state_variables_gru", SeedStateVariablesGru.Build);

    [TestMethod]
    public void Question_cnn() => GoldenGraph.Check("seed_question_cnn", SeedQuestionCnn.Build);

    [TestMethod]
    public void State_reads() => GoldenGraph.Check("state_reads", StateReads.Build);

    [TestMethod]
    public void State_hazard() => GoldenGraph.Check("state_hazard", StateHazard.Build);
}
