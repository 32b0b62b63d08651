using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// Threads that split one loop at a time with their caller. They spin for a moment after a loop, because the next one usually follows within
/// microseconds, and then block. A loop that starts while another is running (a second session, a loop inside a loop) runs on its caller.
/// Starting a loop allocates nothing.
/// </summary>
internal sealed unsafe class WorkerPool : IDisposable
{
    private static readonly ConcurrentDictionary<int, Lazy<WorkerPool>> s_shared = new();

    private const int Open = 1 << 30;
    private const int SpinMicroseconds = 40;
    private readonly Lock _starting = new();
    private readonly object _sleep = new();
    private Thread[] _threads = [];
    private bool _disposed;

    private int _busy;
    private int _state; // Open while a loop takes workers, plus the number of workers inside it.
    private int _epoch;
    private int _sleepers;
    private int _next;
    private int _count;
    private void* _body;
    private delegate*<void*, int, void> _invoke;
    private ExceptionDispatchInfo? _failure;

    /// <summary>A pool for loops on <paramref name="degree"/> threads, of which the caller is one.</summary>
    public WorkerPool(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degree);
        Degree = degree;
    }

    /// <summary>The pool of so many threads that all kernels share.</summary>
    public static WorkerPool Shared(int degree) => s_shared.GetOrAdd(degree, d => new Lazy<WorkerPool>(() => new WorkerPool(d))).Value;

    /// <summary>One iteration of a loop, called from any thread.</summary>
    public interface IBody
    {
        void Invoke(int index);
    }

    /// <summary>How many threads a loop runs on, the caller included.</summary>
    public int Degree { get; }

    /// <summary>Runs <paramref name="body"/> for 0 .. <paramref name="count"/> - 1, each once, in no certain order or place.</summary>
    /// <exception cref="Exception">What an iteration threw, the first where several did; whether the others have run is not certain.</exception>
    public void For<TBody>(int count, TBody body)
        where TBody : struct, IBody
    {
        if (count <= 1 || Degree == 1 || Volatile.Read(ref _disposed) || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (var i = 0; i < count; i++)
            {
                body.Invoke(i);
            }

            return;
        }

        try
        {
            Start();
            // The body stays on this frame until the last worker has left, so a raw pointer to it is safe.
            _body = Unsafe.AsPointer(ref body);
            _invoke = &Invoke<TBody>;
            (_count, _next, _failure) = (count, 0, null);
            Volatile.Write(ref _state, Open);
            Interlocked.Increment(ref _epoch);
            if (Volatile.Read(ref _sleepers) > 0)
            {
                lock (_sleep)
                {
                    Monitor.PulseAll(_sleep);
                }
            }

            Work();
            Interlocked.And(ref _state, ~Open);
            var wait = default(SpinWait);
            while (Volatile.Read(ref _state) != 0)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
        finally
        {
            _body = null;
            Volatile.Write(ref _busy, 0);
        }

        _failure?.Throw();
    }

    /// <summary>The same for a delegate.</summary>
    public void For(int count, Action<int> body) => For(count, new DelegateBody(body));

    /// <summary>Ends the threads; loops that start later run on their caller.</summary>
    public void Dispose()
    {
        lock (_starting)
        {
            Volatile.Write(ref _disposed, true);
            Interlocked.Increment(ref _epoch);
            lock (_sleep)
            {
                Monitor.PulseAll(_sleep);
            }

            foreach (var thread in _threads)
            {
                thread.Join();
            }

            _threads = [];
        }
    }

    private static void Invoke<TBody>(void* body, int index)
        where TBody : struct, IBody => Unsafe.AsRef<TBody>(body).Invoke(index);

    private void Start()
    {
        if (_threads.Length != 0)
        {
            return;
        }

        lock (_starting)
        {
            if (!_disposed && _threads.Length == 0)
            {
                _threads = new Thread[Degree - 1];
                for (var i = 0; i < _threads.Length; i++)
                {
                    _threads[i] = new Thread(Serve) { IsBackground = true, Name = $"TfStatefulLstm worker {i + 1}" };
                    _threads[i].Start();
                }
            }
        }
    }

    private void Serve()
    {
        var seen = 0;
        while (true)
        {
            AwaitEpochAfter(seen);
            if (Volatile.Read(ref _disposed))
            {
                return;
            }

            seen = Volatile.Read(ref _epoch);
            if (TryEnter())
            {
                // While this thread is inside, the loop cannot end, so this is the loop's own number.
                seen = Volatile.Read(ref _epoch);
                Work();
                Interlocked.Decrement(ref _state);
            }
        }
    }

    private bool TryEnter()
    {
        var state = Volatile.Read(ref _state);
        while ((state & Open) != 0)
        {
            var before = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (before == state)
            {
                return true;
            }

            state = before;
        }

        return false;
    }

    private void AwaitEpochAfter(int seen)
    {
        var began = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _epoch) == seen)
        {
            Thread.SpinWait(20);
            if (Stopwatch.GetElapsedTime(began).TotalMicroseconds < SpinMicroseconds)
            {
                continue;
            }

            lock (_sleep)
            {
                // The loop's starter raises the epoch and then looks for sleepers; this thread announces itself and then looks at the epoch.
                Interlocked.Increment(ref _sleepers);
                while (Volatile.Read(ref _epoch) == seen)
                {
                    Monitor.Wait(_sleep);
                }

                Interlocked.Decrement(ref _sleepers);
            }
        }
    }

    private void Work()
    {
        int index;
        while ((index = Interlocked.Increment(ref _next) - 1) < _count)
        {
            try
            {
                _invoke(_body, index);
            }
#pragma warning disable CA1031 // Whatever it is, it belongs to the caller, who gets it when the loop has ended.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
            }
        }
    }

    private readonly struct DelegateBody(Action<int> body) : IBody
    {
        public void Invoke(int index) => body(index);
    }
}
