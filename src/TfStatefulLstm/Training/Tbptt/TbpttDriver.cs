using System.Runtime.CompilerServices;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Training.Tbptt;

/// <summary>Trains by truncated backpropagation through time: feeds a window, runs the training step, carries the state to the next window, resets the rows that
/// begin anew, validates and saves. A step is one transaction: whatever ends it, weights and state are those before it or those after it.</summary>
public sealed class TbpttDriver
{
    private static readonly Dictionary<string, NDArray> Nothing = [];

    private readonly ISession _session;
    private readonly TbpttGraph _graph;
    private readonly TbpttOptions _options;
    private readonly string[] _fetches, _trains, _carries;
    private long _steps, _saved;

    /// <summary>A driver for a graph in a session, whose variables have values.</summary>
    /// <param name="session">The session.</param>
    /// <param name="graph">What of the graph is run.</param>
    /// <param name="options">What is done beside training; nothing, if null.</param>
    /// <exception cref="ValueError">The options lack what they need for what they ask.</exception>
    public TbpttDriver(ISession session, TbpttGraph graph, TbpttOptions? options = null)
    {
        (_session, _graph, _options) = (session, graph, options ?? new TbpttOptions());
        if ((_options.Saver is null) != (_options.SavePath is null)) throw new ValueError("To save, give both Saver and SavePath.");
        if (_options.SaveEvery > 0 && _options.Saver is null) throw new ValueError("SaveEvery needs a Saver.");
        if (_options.ValidateEvery > 0 && _options.HeldOut is null) throw new ValueError("ValidateEvery needs HeldOut.");
        if ((graph.ResetRows is null) != (graph.ResetMask is null)) throw new ValueError("To reset rows, give both ResetRows and ResetMask.");
        _fetches = [graph.Loss.Name, .. graph.Values.Values.Select(v => v.Name)];
        _carries = [.. graph.Update.Select(u => u.Op.Name)];
        _trains = [graph.Train.Name, .. _carries];
    }

    /// <inheritdoc cref="TrainAsync(IAsyncEnumerable{Window}, IProgress{TbpttStep}?, CancellationToken)"/>
    public IAsyncEnumerable<TbpttStep> TrainAsync(IEnumerable<Window> windows, IProgress<TbpttStep>? progress = null, CancellationToken cancellation = default) =>
        TrainAsync(windows.ToAsyncEnumerable(), progress, cancellation);

    /// <summary>Trains on one window after the other, on the thread pool, at the pace of whoever takes the steps. However that ends - the windows do, the caller
    /// stops taking, or cancels - steps that no checkpoint has are saved, where there is a saver; only a step that failed is not followed by a save.</summary>
    /// <param name="windows">The windows: those of <see cref="ContiguousBatcher.Epochs"/>, of <see cref="SequenceBatcher"/>, or of one's own.</param>
    /// <param name="progress">Is told of every step.</param>
    /// <param name="cancellation">Ends the training, in the midst of a run too; the run has then not happened.</param>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="OpError">A run failed; it has changed nothing.</exception>
    /// <exception cref="ValueError">A window does not fit its placeholders, or begins single rows of a graph that resets them all at once.</exception>
    public async IAsyncEnumerable<TbpttStep> TrainAsync(IAsyncEnumerable<Window> windows, IProgress<TbpttStep>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var failed = false;
        try
        {
            await foreach (var window in windows.WithCancellation(cancellation).ConfigureAwait(false))
            {
                failed = true;
                var step = await Task.Run(() => Complete(window, cancellation), CancellationToken.None).ConfigureAwait(false);
                failed = false;
                if (step is null) break;
                progress?.Report(step);
                yield return step;
            }
            cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            if (!failed) Save();
        }
    }

    /// <summary>Trains on one window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="cancellation">Ends the run, which has then not happened.</param>
    /// <exception cref="CancelledError">The run was cancelled.</exception>
    /// <exception cref="OpError">The run failed; it has changed nothing.</exception>
    /// <exception cref="ValueError">The window does not fit.</exception>
    public TbpttStep Train(Window window, CancellationToken cancellation = default)
    {
        var feeds = Feeds(window, _options.Feeds);
        var values = window.StartsAny && _graph.Starts is null ? RunReset(window, feeds, cancellation) : _session.Run(feeds, _fetches, _trains, cancellation);
        _steps++;
        return new TbpttStep(window.Step, window.Epoch, values[0].Item<double>(), _graph.Values.Keys.Zip(values.Skip(1)).ToDictionary(v => v.First, v => v.Second));
    }

    /// <summary>The mean loss over windows, beginning with a state that is reset. The training's state is as before when it ends, however it ends.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="carry">Whether the state goes on from window to window, or is reset before each.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ValueError">There are no windows, or they do not fit.</exception>
    /// <exception cref="CancelledError">It was cancelled.</exception>
    public double Validate(IEnumerable<Window> windows, bool carry = true, CancellationToken cancellation = default)
    {
        var before = _session.ReadState(_graph.States);
        try
        {
            ResetAll();
            var (sum, count) = (0.0, 0);
            foreach (var window in windows)
            {
                var feeds = Feeds(window, _options.ValidationFeeds);
                if (carry) Reset(window);
                else if (count > 0 && _graph.Starts is null) ResetAll();
                if (!carry && _graph.Starts is { } starts) feeds[starts.Name] = Mask(starts, Enumerable.Repeat(true, window.Starts.Count));
                sum += _session.Run(feeds, [(_graph.ValidationLoss ?? _graph.Loss).Name], _carries, cancellation)[0].Item<double>();
                count++;
            }
            return count > 0 ? sum / count : throw new ValueError("There are no windows to validate with.");
        }
        finally
        {
            _session.WriteState(_graph.States, before);
        }
    }

    /// <summary>Saves, if there is a saver and steps that no checkpoint has.</summary>
    /// <returns>The checkpoint's prefix, or null.</returns>
    public string? Save()
    {
        if (_options.Saver is not { } saver || _saved == _steps) return null;
        using var graph = _session.Graph.AsDefault();
        var prefix = saver.Save(_session, _options.SavePath!, _options.GlobalStep);
        _saved = _steps;
        return prefix;
    }

    // A reset is a run of its own; if the step does not happen, it shall not have happened either.
    private IReadOnlyList<NDArray> RunReset(Window window, Dictionary<string, NDArray> feeds, CancellationToken cancellation)
    {
        var before = _session.ReadState(_graph.States);
        try
        {
            Reset(window);
            return _session.Run(feeds, _fetches, _trains, cancellation);
        }
        catch
        {
            _session.WriteState(_graph.States, before);
            throw;
        }
    }

    // A step with all that is due after it; null if it was cancelled.
    private TbpttStep? Complete(Window window, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return null;
        TbpttStep step;
        try
        {
            step = Train(window, cancellation);
        }
        catch (CancelledError) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        if (Due(_options.ValidateEvery)) step = step with { Validation = Validated(cancellation) };
        if (Due(_options.SaveEvery)) step = step with { Checkpoint = Save() };
        return step;
    }

    private double? Validated(CancellationToken cancellation)
    {
        try
        {
            return Validate(_options.HeldOut!, cancellation: cancellation);
        }
        catch (CancelledError) when (cancellation.IsCancellationRequested)
        {
            return null; // the step itself has happened
        }
    }

    private bool Due(int every) => every > 0 && _steps % every == 0;

    private Dictionary<string, NDArray> Feeds(Window window, IReadOnlyDictionary<Tensor, NDArray> others)
    {
        Dictionary<string, NDArray> feeds = [];
        foreach (var (tensor, value) in others) Add(tensor, value);
        Add(_graph.Inputs, window.Inputs);
        Add(_graph.Targets, window.Targets);
        if (_graph.Lengths is { } lengths) Add(lengths, NDArray.Of(window.Lengths.ToArray()));
        if (_graph.Starts is { } starts) feeds.Add(starts.Name, Mask(starts, window.Starts));
        return feeds;

        void Add(Tensor tensor, NDArray value)
        {
            if (!tensor.Shape.IsCompatibleWith(value.Shape))
                throw new ValueError($"Cannot feed value of shape {value.Shape} for Tensor '{tensor.Name}', which has shape '{tensor.Shape}'");
            feeds[tensor.Name] = value.AsType(tensor.DType);
        }
    }

    private void Reset(Window window)
    {
        if (_graph.Starts is not null || !window.StartsAny) return;
        if (window.StartsAll) ResetAll();
        else if (_graph.ResetRows is { } reset)
            _session.Run(new Dictionary<string, NDArray> { [_graph.ResetMask!.Name] = Mask(_graph.ResetMask, window.Starts) }, [], [.. reset.Select(r => r.Op.Name)]);
        else throw new ValueError($"Single rows begin in window {window.Step}: give the graph's ResetRows and ResetMask, or its Starts.");
    }

    private void ResetAll() => _session.Run(Nothing, [], [.. _graph.Reset.Select(r => r.Op.Name)]);

    // A state may have more rows than a batch; those are not in it, and stay.
    private static NDArray Mask(Tensor mask, IEnumerable<bool> rows)
    {
        var given = rows.ToArray();
        Array.Resize(ref given, (int)Math.Max(given.Length, mask.Shape[0]));
        return NDArray.From(given, given.Length);
    }
}
