using System.Diagnostics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm;

/// <summary>When a hook is due: every so many seconds or steps (<c>SecondOrStepTimer</c>), or never.</summary>
internal sealed class HookTimer
{
    private readonly double? _secs;
    private readonly long? _steps;
    private long _time;

    /// <exception cref="ValueError">Both are given, or neither.</exception>
    public HookTimer(double? everySecs, long? everySteps)
    {
        if (everySecs is null && everySteps is null) throw new ValueError("Either every_secs or every_steps should be provided.");
        if (everySecs is not null && everySteps is not null) throw new ValueError("Can not provide both every_secs and every_steps.");
        (_secs, _steps) = (everySecs, everySteps);
    }

    private HookTimer() => LastStep = long.MinValue;

    /// <summary>A timer that is never due.</summary>
    public static HookTimer Never() => new();

    /// <summary>The step when it was last due; null before the first time.</summary>
    public long? LastStep { get; private set; }

    public void Reset()
    {
        if (_secs is not null || _steps is not null) LastStep = null;
    }

    public bool IsDue(long step)
    {
        if (LastStep is not { } last) return true;
        if (last == step) return false;
        return (_secs is { } secs && Stopwatch.GetElapsedTime(_time).TotalSeconds >= secs) || (_steps is { } steps && step >= last + steps);
    }

    /// <summary>Notes that it was due.</summary>
    /// <returns>Seconds and steps since the last time; null the first time.</returns>
    public (double Secs, long Steps)? Update(long step)
    {
        if (_secs is null && _steps is null) return null;
        (double, long)? since = LastStep is { } last ? (Stopwatch.GetElapsedTime(_time).TotalSeconds, step - last) : null;
        (_time, LastStep) = (Stopwatch.GetTimestamp(), step);
        return since;
    }
}
