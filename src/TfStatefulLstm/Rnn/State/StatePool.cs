using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Rnn.State;

/// <summary>Whose state is in which row of a state that many users share. A user gets a row with the first run and keeps it; when there is no row left for a new one, the
/// user that has been idle longest gives up the row, if that is long enough. Safe to use from several threads.</summary>
/// <typeparam name="TKey">What users are known by: a session's id.</typeparam>
/// <param name="slots">The number of rows.</param>
/// <param name="idle">How long a user must have been idle to lose the row to another.</param>
/// <param name="clock">The time; the system's, if null.</param>
public sealed class StatePool<TKey>(int slots, TimeSpan idle, TimeProvider? clock = null) where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Stack<int> _free = new(Enumerable.Range(0, slots).Reverse());

    /// <summary>The number of rows.</summary>
    public int Slots => slots;

    /// <summary>How many users have a row.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _entries.Count;
        }
    }

    /// <summary>Whether that user has a row, and a state in it.</summary>
    public bool Contains(TKey key)
    {
        lock (_lock) return _entries.TryGetValue(key, out var entry) && entry.Begun;
    }

    /// <summary>Takes the users' rows for one run; nobody else gets them before the lease is disposed.</summary>
    /// <param name="keys">The users.</param>
    /// <exception cref="AbortedError">A user's row is taken already, or a user is there twice; no row was taken.</exception>
    /// <exception cref="ResourceExhaustedError">There is no row for a new user; no row was taken.</exception>
    public StateLease Lease(params IReadOnlyList<TKey> keys)
    {
        lock (_lock)
        {
            var entries = new List<Entry>();
            try
            {
                foreach (var key in keys) entries.Add(Take(key));
            }
            catch
            {
                GiveBack(entries);
                throw;
            }
            return new StateLease([.. entries.Select(e => e.Slot)], [.. entries.Select(e => !e.Begun)], done => End(entries, done));
        }
    }

    /// <summary>Ends a user's sequence: the row is free, and the user, if there is another run, begins anew.</summary>
    /// <returns>Whether the user had a row.</returns>
    /// <exception cref="AbortedError">The user is in a run.</exception>
    public bool Release(TKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry)) return false;
            if (entry.Taken) throw InUse(key);
            Forget(entry);
            return true;
        }
    }

    /// <summary>Takes the rows of all users that have been idle long enough.</summary>
    /// <returns>Who they were.</returns>
    public IReadOnlyList<TKey> EvictIdle()
    {
        lock (_lock)
        {
            Entry[] evicted = [.. _entries.Values.Where(IsIdle)];
            foreach (var entry in evicted) Forget(entry);
            return [.. evicted.Select(e => e.Key)];
        }
    }

    private Entry Take(TKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            if (_free.Count == 0) EvictOldest(key);
            _entries.Add(key, entry = new Entry(key, _free.Pop()));
        }
        else if (entry.Taken)
        {
            throw InUse(key);
        }
        entry.Taken = true;
        return entry;
    }

    private void EvictOldest(TKey wanting)
    {
        var oldest = _entries.Values.Where(e => !e.Taken).MinBy(e => e.LastUse);
        if (oldest is null || !IsIdle(oldest))
        {
            throw new ResourceExhaustedError($"There is no state for {wanting}: all {slots} are in use"
                + (oldest is null ? "." : $", and {oldest.Key}, who has been idle longest, has been so for {_clock.GetElapsedTime(oldest.LastUse)}, not for {idle}."));
        }
        Forget(oldest);
    }

    private bool IsIdle(Entry entry) => !entry.Taken && _clock.GetElapsedTime(entry.LastUse) >= idle;

    private void Forget(Entry entry)
    {
        _entries.Remove(entry.Key);
        _free.Push(entry.Slot);
    }

    private void End(List<Entry> entries, bool done)
    {
        lock (_lock)
        {
            foreach (var entry in entries) (entry.Begun, entry.LastUse) = (entry.Begun || done, _clock.GetTimestamp());
            GiveBack(entries);
        }
    }

    // A row in which no run has left a state is nobody's.
    private void GiveBack(List<Entry> entries)
    {
        foreach (var entry in entries)
        {
            entry.Taken = false;
            if (!entry.Begun) Forget(entry);
        }
    }

    private static AbortedError InUse(TKey key) => new($"The state of {key} is in a run already: a user's runs come one after the other.");

    private sealed class Entry(TKey key, int slot)
    {
        public TKey Key => key;

        public int Slot => slot;

        public bool Taken { get; set; }

        public bool Begun { get; set; }

        public long LastUse { get; set; }
    }
}

/// <summary>Rows of a <see cref="StatePool{TKey}"/> for the time of one run.</summary>
public sealed class StateLease : IDisposable
{
    private readonly Action<bool> _end;
    private bool _completed, _ended;

    internal StateLease(IReadOnlyList<int> slots, IReadOnlyList<bool> begins, Action<bool> end) => (Slots, Begins, _end) = (slots, begins, end);

    /// <summary>The row of each user.</summary>
    public IReadOnlyList<int> Slots { get; }

    /// <summary>Which users are new: what their rows hold is another's, and must be reset.</summary>
    public IReadOnlyList<bool> Begins { get; }

    /// <summary>Says that the run has succeeded. A new user whose run has not is as if it had never been.</summary>
    public void Complete() => _completed = true;

    /// <summary>Gives the rows back.</summary>
    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        _end(_completed);
    }
}
