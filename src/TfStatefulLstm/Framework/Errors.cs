namespace TfStatefulLstm.Framework;

/// <summary>TensorFlow's error codes (<c>tf.errors</c>).</summary>
public enum ErrorCode
{
    /// <summary>The run was cancelled.</summary>
    Cancelled = 1,
    /// <summary>No better code is known.</summary>
    Unknown = 2,
    /// <summary>An argument has a wrong value, shape or type.</summary>
    InvalidArgument = 3,
    /// <summary>The run took longer than it was given.</summary>
    DeadlineExceeded = 4,
    /// <summary>A file, tensor or resource does not exist.</summary>
    NotFound = 5,
    /// <summary>What is to be made exists already.</summary>
    AlreadyExists = 6,
    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 7,
    /// <summary>Memory or another resource ran out.</summary>
    ResourceExhausted = 8,
    /// <summary>The system is not in the state that the operation needs: an uninitialized variable.</summary>
    FailedPrecondition = 9,
    /// <summary>The operation was aborted.</summary>
    Aborted = 10,
    /// <summary>A read past the end.</summary>
    OutOfRange = 11,
    /// <summary>The operation is not supported.</summary>
    Unimplemented = 12,
    /// <summary>An invariant does not hold.</summary>
    Internal = 13,
    /// <summary>A service cannot be reached.</summary>
    Unavailable = 14,
    /// <summary>Data was lost or altered.</summary>
    DataLoss = 15,
    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}

/// <summary>A TensorFlow error with its code and, where one is concerned, its operation (<c>tf.errors.OpError</c>).</summary>
public class OpError : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="code">What kind of error it is.</param>
    /// <param name="message">TensorFlow's message.</param>
    /// <param name="op">The name of the operation that failed, if one did.</param>
    /// <param name="inner">The cause.</param>
    public OpError(ErrorCode code, string message, string? op = null, Exception? inner = null) : base(message, inner)
    {
        Code = code;
        Op = op;
    }

    /// <summary>What kind of error it is.</summary>
    public ErrorCode Code { get; }

    /// <summary>The name of the operation that failed, if one did.</summary>
    public string? Op { get; }

    /// <summary>The same error told of an operation: a kernel knows what is wrong, its engine knows where.</summary>
    internal OpError At(string op) => Op is not null ? this : Create(Code, Message, op, this);

    internal static OpError Create(ErrorCode code, string message, string? op = null, Exception? inner = null) => code switch
    {
        ErrorCode.Cancelled => new CancelledError(message, op, inner),
        ErrorCode.InvalidArgument => new InvalidArgumentError(message, op, inner),
        ErrorCode.DeadlineExceeded => new DeadlineExceededError(message, op, inner),
        ErrorCode.NotFound => new NotFoundError(message, op, inner),
        ErrorCode.AlreadyExists => new AlreadyExistsError(message, op, inner),
        ErrorCode.ResourceExhausted => new ResourceExhaustedError(message, op, inner),
        ErrorCode.FailedPrecondition => new FailedPreconditionError(message, op, inner),
        ErrorCode.Aborted => new AbortedError(message, op, inner),
        ErrorCode.OutOfRange => new OutOfRangeError(message, op, inner),
        ErrorCode.Unimplemented => new UnimplementedError(message, op, inner),
        ErrorCode.Internal => new InternalError(message, op, inner),
        ErrorCode.Unavailable => new UnavailableError(message, op, inner),
        ErrorCode.DataLoss => new DataLossError(message, op, inner),
        _ => new OpError(code, message, op, inner),
    };
}

/// <summary>The run was cancelled (<c>tf.errors.CancelledError</c>).</summary>
public sealed class CancelledError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.Cancelled, message, op, inner);

/// <summary>An argument has a wrong value, shape or type (<c>tf.errors.InvalidArgumentError</c>).</summary>
public sealed class InvalidArgumentError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.InvalidArgument, message, op, inner);

/// <summary>The run took longer than it was given (<c>tf.errors.DeadlineExceededError</c>).</summary>
public sealed class DeadlineExceededError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.DeadlineExceeded, message, op, inner);

/// <summary>A file, tensor or resource does not exist (<c>tf.errors.NotFoundError</c>).</summary>
public sealed class NotFoundError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.NotFound, message, op, inner);

/// <summary>What is to be made exists already (<c>tf.errors.AlreadyExistsError</c>).</summary>
public sealed class AlreadyExistsError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.AlreadyExists, message, op, inner);

/// <summary>Memory or another resource ran out (<c>tf.errors.ResourceExhaustedError</c>).</summary>
public sealed class ResourceExhaustedError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.ResourceExhausted, message, op, inner);

/// <summary>The system is not in the needed state, such as an uninitialized variable (<c>tf.errors.FailedPreconditionError</c>).</summary>
public sealed class FailedPreconditionError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.FailedPrecondition, message, op, inner);

/// <summary>The operation was aborted (<c>tf.errors.AbortedError</c>).</summary>
public sealed class AbortedError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.Aborted, message, op, inner);

/// <summary>A read past the end (<c>tf.errors.OutOfRangeError</c>).</summary>
public sealed class OutOfRangeError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.OutOfRange, message, op, inner);

/// <summary>The operation is not supported (<c>tf.errors.UnimplementedError</c>).</summary>
public sealed class UnimplementedError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.Unimplemented, message, op, inner);

/// <summary>An invariant does not hold (<c>tf.errors.InternalError</c>).</summary>
public sealed class InternalError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.Internal, message, op, inner);

/// <summary>A server cannot be reached, for now (<c>tf.errors.UnavailableError</c>).</summary>
public sealed class UnavailableError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.Unavailable, message, op, inner);

/// <summary>Data was lost or altered: a checkpoint cut short, a wrong checksum (<c>tf.errors.DataLossError</c>).</summary>
public sealed class DataLossError(string message, string? op = null, Exception? inner = null) : OpError(ErrorCode.DataLoss, message, op, inner);

/// <summary>Python's <c>ValueError</c>: an argument of the right type has a wrong value.</summary>
public sealed class ValueError(string message, Exception? inner = null) : ArgumentException(message, inner);

/// <summary>Python's <c>TypeError</c>: an argument has a wrong type.</summary>
public sealed class TypeError(string message, Exception? inner = null) : ArgumentException(message, inner);

/// <summary>Python's <c>LookupError</c>: something that was looked for is not there, such as the gradient of an op.</summary>
public class LookupError(string message, Exception? inner = null) : ArgumentException(message, inner);

/// <summary>Python's <c>KeyError</c>: nothing is known under that name.</summary>
public sealed class KeyError(string message, Exception? inner = null) : LookupError(message, inner);

/// <summary>Python's <c>RuntimeError</c>: the object is not in a state for this, such as a closed session or a finalized graph.</summary>
public class RuntimeError(string message, Exception? inner = null) : InvalidOperationException(message, inner);

/// <summary>A call came at the wrong moment, or with what may not be there (Python's <c>AssertionError</c>, which TensorFlow raises here and there).</summary>
public sealed class AssertionError(string message, Exception? inner = null) : InvalidOperationException(message, inner);
