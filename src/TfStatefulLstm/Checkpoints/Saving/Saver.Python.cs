using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.Saving;

// The members as Python spells them.
public sealed partial class Saver
{
    /// <inheritdoc cref="LastCheckpoints"/>
    public IReadOnlyList<string> last_checkpoints => LastCheckpoints;

    /// <inheritdoc cref="AsSaverDef"/>
    public SaverDef saver_def => AsSaverDef();

    /// <inheritdoc cref="AsSaverDef"/>
    public SaverDef as_saver_def() => AsSaverDef();

    /// <inheritdoc cref="Build"/>
    public void build() => Build();

    /// <inheritdoc cref="ToProto"/>
    public SaverDef? to_proto(string? export_scope = null) => ToProto(export_scope);

    /// <inheritdoc cref="SetLastCheckpoints"/>
    public void set_last_checkpoints(IEnumerable<string> last_checkpoints) => SetLastCheckpoints(last_checkpoints);

    /// <inheritdoc cref="SetLastCheckpointsWithTime"/>
    public void set_last_checkpoints_with_time(IEnumerable<(string Path, double Time)> last_checkpoints_with_time) => SetLastCheckpointsWithTime(last_checkpoints_with_time);

    /// <inheritdoc cref="RecoverLastCheckpoints"/>
    public void recover_last_checkpoints(IEnumerable<string> checkpoint_paths) => RecoverLastCheckpoints(checkpoint_paths);

    /// <summary>Saves the variables.</summary>
    /// <param name="sess">The session that holds them.</param>
    /// <param name="save_path">The prefix of the files.</param>
    /// <param name="global_step">A number that is put behind it: a number, a variable or a tensor.</param>
    /// <param name="latest_filename">The name of the <c>checkpoint</c> file.</param>
    /// <param name="meta_graph_suffix">The suffix of the MetaGraph's file.</param>
    /// <param name="write_meta_graph">Whether to write the MetaGraph beside it.</param>
    /// <param name="write_state">Whether to write the <c>checkpoint</c> file, and delete what is too old.</param>
    /// <param name="strip_default_attrs">Whether the MetaGraph leaves out attributes that have their default.</param>
    /// <returns>The checkpoint's prefix; null if the saver is empty.</returns>
    /// <exception cref="RuntimeError">The saver is not built.</exception>
    /// <exception cref="ValueError">The folder does not exist, or the names collide.</exception>
    /// <exception cref="OpError">A variable has no value, or the files cannot be written.</exception>
    public string? save(ISession sess, string save_path, TensorLike? global_step = null, string? latest_filename = null, string meta_graph_suffix = "meta",
        bool write_meta_graph = true, bool write_state = true, bool strip_default_attrs = false) =>
        Save(sess, save_path, global_step, latest_filename, meta_graph_suffix, write_meta_graph, write_state, strip_default_attrs);

    /// <inheritdoc cref="Restore"/>
    /// <param name="sess">The session to restore into.</param>
    /// <param name="save_path">The checkpoint: its prefix, one of its files, or the folder of which it is the newest.</param>
    /// <param name="options">What it may do beyond what TensorFlow does.</param>
    public RestoreReport restore(ISession sess, string save_path, RestoreOptions? options = null) => Restore(sess, save_path, options);

    /// <summary>The MetaGraph of the default graph with this saver, written to a file if one is given.</summary>
    /// <param name="filename">The file.</param>
    /// <param name="collection_list">The collections; null for all.</param>
    /// <param name="as_text">Whether to write text.</param>
    /// <param name="export_scope">The name scope to export, taken off the names; null for the whole graph.</param>
    /// <param name="clear_devices">Whether nodes lose their devices.</param>
    /// <param name="clear_extraneous_savers">Whether the nodes of other savers are left out.</param>
    /// <param name="strip_default_attrs">Whether attributes that have their default are left out.</param>
    public MetaGraphDef export_meta_graph(string? filename = null, IReadOnlyList<object>? collection_list = null, bool as_text = false, string? export_scope = null,
        bool clear_devices = false, bool clear_extraneous_savers = false, bool strip_default_attrs = false) => ExportMetaGraph(filename, new MetaGraphOptions
        {
            Collections = collection_list,
            ExportScope = export_scope,
            ClearDevices = clear_devices,
            ClearExtraneousSavers = clear_extraneous_savers,
            StripDefaultAttrs = strip_default_attrs,
        }, as_text);
}
