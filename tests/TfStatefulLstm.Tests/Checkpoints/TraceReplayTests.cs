using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Tests.Checkpoints;

[TestClass]
public sealed class TraceReplayTests
{
    [TestMethod]
    [DataRow("seed_state_variables_lstm")]
    [DataRow("seed_state_variables_gru")]
    [DataRow("seed_state_placeholder")]
    [DataRow("seed_decoder_list_state_training")]
    [DataRow("seed_decoder_list_state_inference")]
    [DataRow("seed_saved_state")]
    [DataRow("seed_question_cnn")]
    [DataRow("state_reads")]
    [DataRow("state_hazard")]
    [DataRow("cell_basic_rnn")]
    [DataRow("cell_basic_lstm_bias0")]
    [DataRow("cell_lstm_peephole")]
    [DataRow("cell_lstm_clip_proj")]
    [DataRow("cell_lstm_peephole_clip_proj")]
    [DataRow("cell_lstm_concat_state")]
    [DataRow("cell_lstm_partitioned")]
    [DataRow("cell_gru")]
    [DataRow("cell_lstm_block")]
    [DataRow("cell_gru_block_v2")]
    [DataRow("cell_layer_norm_lstm")]
    [DataRow("cell_multi_mixed")]
    [DataRow("cell_dropout_all")]
    [DataRow("cell_dropout_variational")]
    [DataRow("cell_device_wrapper")]
    [DataRow("rnn_dynamic_lengths")]
    [DataRow("rnn_dynamic_time_major")]
    [DataRow("rnn_dynamic_swap_memory")]
    [DataRow("rnn_bidirectional_dynamic")]
    [DataRow("rnn_static")]
    [DataRow("rnn_static_lengths")]
    [DataRow("rnn_static_bidirectional")]
    [DataRow("rnn_stack_bidirectional")]
    [DataRow("rnn_shared_scope_twice")]
    [DataRow("rnn_raw_rnn")]
    [DataRow("rnn_static_state_saving")]
    [DataRow("rnn_fused_block")]
    [DataRow("cell_dropout_tensors")]
    [DataRow("cell_dropout_variational_tensors")]
    [DataRow("cell_embedding")]
    [DataRow("cell_gru_block")]
    [DataRow("cell_intersection")]
    [DataRow("cell_intersection_proj")]
    [DataRow("cell_layer_norm_dropout")]
    [DataRow("cell_layer_norm_off")]
    [DataRow("cell_lstm_block_peephole_clip")]
    [DataRow("cell_multi_concat_state")]
    [DataRow("cell_nas")]
    [DataRow("cell_nas_proj_bias")]
    [DataRow("cell_own")]
    [DataRow("cell_projections")]
    [DataRow("cell_residual_fn")]
    [DataRow("cell_ugrnn")]
    [DataRow("rnn_array_state")]
    [DataRow("rnn_decoder")]
    [DataRow("rnn_decoder_loop")]
    [DataRow("rnn_fused_adaptors")]
    [DataRow("rnn_fused_state")]
    [DataRow("rnn_nested_inputs")]
    [DataRow("rnn_own_cell")]
    [DataRow("rnn_nested_runners")]
    [DataRow("rnn_raw_state")]
    [DataRow("rnn_saver_lengths")]
    [DataRow("rnn_scalar_state")]
    [DataRow("calls_grids")]
    [DataRow("calls_metrics")]
    [DataRow("calls_sparse")]
    [DataRow("legacy_losses")]
    [DataRow("layers_batch_normalization")]
    [DataRow("functions_array")]
    [DataRow("functions_flow")]
    [DataRow("functions_loops")]
    [DataRow("functions_math")]
    [DataRow("functions_nn")]
    [DataRow("gradients_ops")]
    [DataRow("gradients_flow")]
    [DataRow("gradients_blocks")]
    [DataRow("gradients_matrices")]
    [DataRow("training_legacy")]
    [DataRow("optimizers_adadelta")]
    [DataRow("optimizers_adagrad")]
    [DataRow("optimizers_adam")]
    [DataRow("optimizers_apply")]
    [DataRow("optimizers_averages")]
    [DataRow("optimizers_decays")]
    [DataRow("optimizers_ftrl")]
    [DataRow("optimizers_ftrl_shrinkage")]
    [DataRow("optimizers_momentum")]
    [DataRow("optimizers_nesterov")]
    [DataRow("optimizers_proximal")]
    [DataRow("optimizers_rmsprop")]
    [DataRow("optimizers_rmsprop_centered")]
    [DataRow("optimizers_sgd")]
    [DataRow("sequence_loss")]
    [DataRow("summaries")]
    [DataRow("train_tbptt_sgd")]
    [DataRow("train_tbptt_adam_gru")]
    public void What_Python_computed_is_computed_again_with_and_without_passes_and_with_the_same_bits_on_any_number_of_threads(string name) =>
        Replay(name, (true, 1), (true, 2), (true, 4), (false, 1), (false, 4));

    /// <summary>Graphs that Python built from what this library does not build - attention, decoders, Keras, queues, tables - and that are only run here.</summary>
    [TestMethod]
    [DynamicData(nameof(Imported))]
    public void An_imported_graph_computes_what_Python_computed(string name) => Replay(name, (true, 1), (true, 2), (false, 1));

    private static IEnumerable<object[]> Imported() =>
        Directory.GetDirectories(Golden.Path("cases"), "imports_*").Select(Path.GetFileName).Order(StringComparer.Ordinal).Select(n => new object[] { n! });

    private static void Replay(string name, params (bool Passes, int Threads)[] engines)
    {
        // Passes add up the gradients of weights in a loop in another order (SumOverTime): with and without them, bits are compared apart, values with the trace.
        var bits = new Dictionary<bool, byte[]>();
        foreach (var (passes, threads) in engines)
        {
            RecordingEngine? engine = null;
            var result = TraceReplay.Run(Golden.Path($"cases/{name}"), new ReplayOptions
            {
                Engine = g => engine = new RecordingEngine(new ManagedEngine(g, new EngineOptions { Passes = passes, Threads = threads })),
            });
            Assert.IsNull(result.Failure, $"passes {passes}, {threads} threads: {result.Failure} (worst {result.WorstAbsolute:G3} in {result.WorstAt})");
            Assert.IsTrue(result.Passed && result.Steps > 0);
            bits.TryAdd(passes, engine!.Bits);
            CollectionAssert.AreEqual(bits[passes], engine.Bits, $"passes {passes}, {threads} threads");
        }
    }

    [TestMethod]
    public void A_deviation_is_told_with_its_tensor_and_both_values()
    {
        var result = TraceReplay.Run(Golden.Path("cases/state_reads"), new ReplayOptions { Engine = g => new ManagedEngine(Without(g, "ref/AssignSub")) });
        StringAssert.Contains(result.Failure, "ref/Identity:0[0] is ");
        StringAssert.Contains(result.Failure, "recorded is ");
        Assert.IsFalse(result.Passed);

        static GraphDef Without(GraphDef graph, string subtraction)
        {
            graph.Node.Single(n => n.Name == subtraction).Op = "AssignAdd";
            return graph;
        }
    }

    [TestMethod]
    public void Variables_that_a_seed_gives_other_bits_are_told()
    {
        var result = TraceReplay.Run(Golden.Path("cases/seed_state_variables_lstm"), new ReplayOptions { Engine = g => new ManagedEngine(Reseeded(g)) });
        StringAssert.Contains(result.Failure, "was initialized to");

        static GraphDef Reseeded(GraphDef graph)
        {
            graph.Node.First(n => n.Op == "RandomUniform").Attr["seed2"] = new AttrValue { I = 4711 };
            return graph;
        }
    }

    [TestMethod]
    public void Unsupported_ops_are_listed()
    {
        var result = TraceReplay.Run(Golden.Path("cases/state_reads"), new ReplayOptions { Engine = g => new ManagedEngine(Renamed(g)) });
        CollectionAssert.AreEqual(new[] { "Quux" }, result.Unsupported.ToArray());

        static GraphDef Renamed(GraphDef graph)
        {
            foreach (var node in graph.Node.Where(n => n.Op == "Less")) node.Op = "Quux";
            return graph;
        }
    }

    [TestMethod]
    public void A_folder_without_a_case_is_refused() => Assert.ThrowsExactly<NotFoundError>(() => TraceReplay.Run(Golden.Path("cases")));

    /// <summary>Keeps the bits of all that is fetched.</summary>
    private sealed class RecordingEngine(IEngine engine) : IEngine
    {
        private readonly MemoryStream _bits = new();

        public byte[] Bits => _bits.ToArray();

        public void Extend(GraphDef nodes) => engine.Extend(nodes);

        public NDArray[] Run(IReadOnlyDictionary<string, NDArray> feeds, IReadOnlyList<string> fetches, IReadOnlyList<string> targets, RunOptions? options = null)
        {
            var values = engine.Run(feeds, fetches, targets, options);
            foreach (var value in values)
            {
                if (value.DType != DType.String) _bits.Write(value.Bytes);
                else foreach (var text in value.ToArray<byte[]>()) _bits.Write(text);
            }
            return values;
        }

        public IEngineCallable MakeCallable(IReadOnlyList<string> feeds, IReadOnlyList<string> fetches, IReadOnlyList<string> targets) => engine.MakeCallable(feeds, fetches, targets);

        public void Dispose() => engine.Dispose();
    }
}
