using TfStatefulLstm.Framework;

namespace TfStatefulLstm;

/// <summary>Makes the sessions of a monitored session (<c>tf.train.SessionCreator</c>): the first, and those that take its place when a server was lost.</summary>
public abstract class SessionCreator
{
    /// <summary>A session whose model is ready.</summary>
    public abstract Session create_session();
}

/// <summary>Makes the chief's sessions (<c>tf.train.ChiefSessionCreator</c>): it restores a checkpoint or initializes.</summary>
/// <param name="scaffold">What initializes and restores; found in the graph or made, if null.</param>
/// <param name="master">The session's target.</param>
/// <param name="config">How the session runs.</param>
/// <param name="checkpoint_dir">The folder whose newest checkpoint is restored.</param>
/// <param name="checkpoint_filename_with_path">The checkpoint to restore.</param>
public sealed class ChiefSessionCreator(Scaffold? scaffold = null, string master = "", ConfigProto? config = null, string? checkpoint_dir = null, string? checkpoint_filename_with_path = null)
    : SessionCreator
{
    private readonly Scaffold _scaffold = scaffold ?? new Scaffold();

    /// <inheritdoc/>
    public override Session create_session()
    {
        _scaffold.finalize();
        return new SessionManager(_scaffold.local_init_op, _scaffold.ready_op, _scaffold.ready_for_local_init_op).prepare_session(master, _scaffold.init_op, _scaffold.saver,
            checkpoint_dir, checkpoint_filename_with_path, config, _scaffold.init_feed_dict, _scaffold.init_fn);
    }
}

/// <summary>Makes the sessions of workers other than the chief (<c>tf.train.WorkerSessionCreator</c>): it waits until the chief has made the model ready.</summary>
/// <param name="scaffold">What tells whether it is ready; found in the graph or made, if null.</param>
/// <param name="master">The session's target.</param>
/// <param name="config">How the session runs.</param>
/// <param name="max_wait_secs">Seconds to wait at most.</param>
/// <param name="recovery_wait_secs">Seconds from one look to the next; TensorFlow's own are 30.</param>
public sealed class WorkerSessionCreator(Scaffold? scaffold = null, string master = "", ConfigProto? config = null, double max_wait_secs = 30 * 60, double recovery_wait_secs = 30) : SessionCreator
{
    private readonly Scaffold _scaffold = scaffold ?? new Scaffold();

    /// <inheritdoc/>
    public override Session create_session()
    {
        _scaffold.finalize();
        return new SessionManager(_scaffold.local_init_op, _scaffold.ready_op, _scaffold.ready_for_local_init_op, recovery_wait_secs: recovery_wait_secs)
            .wait_for_session(master, config, max_wait_secs);
    }
}
