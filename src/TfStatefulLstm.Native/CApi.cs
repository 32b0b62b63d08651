using System.Runtime.InteropServices;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Native;

/// <summary>An output of an operation (<c>TF_Output</c>; <c>TF_Input</c> is laid out alike).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeOutput
{
    public nint Operation;
    public int Index;
}

/// <summary>Bytes that the library owns or borrows (<c>TF_Buffer</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeBuffer
{
    public nint Data;
    public nuint Length;
    public nint Deallocator;
}

/// <summary>The functions of TensorFlow's C library, by the names of <c>c_api.h</c> without their prefix. One library lives in a process, and is never unloaded:
/// its threads outlast its sessions.</summary>
internal sealed unsafe class CApi
{
    private readonly Func<string, nint> _find;
    private readonly List<string> _missing = [];

    public readonly delegate* unmanaged<nint> Version;

    public readonly delegate* unmanaged<nint> NewStatus;
    public readonly delegate* unmanaged<nint, void> DeleteStatus;
    public readonly delegate* unmanaged<nint, int> GetCode;
    public readonly delegate* unmanaged<nint, nint> Message;

    public readonly delegate* unmanaged<NativeBuffer*> NewBuffer;
    public readonly delegate* unmanaged<byte*, nuint, NativeBuffer*> NewBufferFromString;
    public readonly delegate* unmanaged<NativeBuffer*, void> DeleteBuffer;

    public readonly delegate* unmanaged<int, long*, int, void*, nuint, delegate* unmanaged<void*, nuint, void*, void>, void*, nint> NewTensor;
    public readonly delegate* unmanaged<int, long*, int, nuint, nint> AllocateTensor;
    public readonly delegate* unmanaged<nint, void> DeleteTensor;
    public readonly delegate* unmanaged<nint, int> TensorType;
    public readonly delegate* unmanaged<nint, int> NumDims;
    public readonly delegate* unmanaged<nint, int, long> Dim;
    public readonly delegate* unmanaged<nint, nuint> TensorByteSize;
    public readonly delegate* unmanaged<nint, void*> TensorData;

    // Strings as objects, since 2.4; before that a string tensor is a table of offsets and text behind it.
    public readonly delegate* unmanaged<void*, void> StringInit;
    public readonly delegate* unmanaged<void*, byte*, nuint, void> StringCopy;
    public readonly delegate* unmanaged<void*, byte*> StringGetDataPointer;
    public readonly delegate* unmanaged<void*, nuint> StringGetSize;
    public readonly delegate* unmanaged<void*, void> StringDealloc;

    public readonly delegate* unmanaged<nint> NewGraph;
    public readonly delegate* unmanaged<nint, void> DeleteGraph;
    public readonly delegate* unmanaged<nint, byte*, nint> GraphOperationByName;
    public readonly delegate* unmanaged<nint, int> OperationNumOutputs;
    public readonly delegate* unmanaged<NativeOutput, int> OperationOutputType;
    public readonly delegate* unmanaged<nint> NewImportGraphDefOptions;
    public readonly delegate* unmanaged<nint, void> DeleteImportGraphDefOptions;
    public readonly delegate* unmanaged<nint, byte*, int, NativeOutput, void> ImportGraphDefOptionsAddInputMapping;
    public readonly delegate* unmanaged<nint, byte*, nint, void> ImportGraphDefOptionsRemapControlDependency;
    public readonly delegate* unmanaged<nint, NativeBuffer*, nint, nint, void> GraphImportGraphDef;
    public readonly delegate* unmanaged<NativeBuffer*> GetAllOpList;

    public readonly delegate* unmanaged<nint> NewSessionOptions;
    public readonly delegate* unmanaged<nint, void> DeleteSessionOptions;
    public readonly delegate* unmanaged<nint, byte*, void> SetTarget;
    public readonly delegate* unmanaged<nint, void*, nuint, nint, void> SetConfig;
    public readonly delegate* unmanaged<nint, nint, nint, nint> NewSession;
    public readonly delegate* unmanaged<nint, NativeBuffer*, byte*, byte**, int, nint, NativeBuffer*, nint, nint> LoadSessionFromSavedModel;
    public readonly delegate* unmanaged<nint, nint, void> CloseSession;
    public readonly delegate* unmanaged<nint, nint, void> DeleteSession;
    public readonly delegate* unmanaged<nint, NativeBuffer*, NativeOutput*, nint*, int, NativeOutput*, nint*, int, nint*, int, NativeBuffer*, nint, void> SessionRun;
    public readonly delegate* unmanaged<nint, nint, nint> SessionListDevices;
    public readonly delegate* unmanaged<nint, void> DeleteDeviceList;
    public readonly delegate* unmanaged<nint, int> DeviceListCount;
    public readonly delegate* unmanaged<nint, int, nint, nint> DeviceListName;
    public readonly delegate* unmanaged<nint, int, nint, nint> DeviceListType;
    public readonly delegate* unmanaged<nint, int, nint, long> DeviceListMemoryBytes;

    // Servers are in libraries from 1.15 on that were built with gRPC.
    public readonly delegate* unmanaged<void*, nuint, nint, nint> NewServer;
    public readonly delegate* unmanaged<nint, nint, void> ServerStart;
    public readonly delegate* unmanaged<nint, nint, void> ServerStop;
    public readonly delegate* unmanaged<nint, nint, void> ServerJoin;
    public readonly delegate* unmanaged<nint, nint> ServerTarget;

    /// <summary>Looks the functions up.</summary>
    /// <param name="find">The address of a function of the library; zero if it has none of that name.</param>
    /// <param name="path">Where the library came from, for errors.</param>
    /// <exception cref="FailedPreconditionError">The library is not TensorFlow, or lacks functions that every version from 1.15 on has.</exception>
    public CApi(Func<string, nint> find, string path)
    {
        _find = find;
        Path = path;
        Version = (delegate* unmanaged<nint>)Find("Version");
        if (Version is null) throw new FailedPreconditionError($"{path} is not TensorFlow's C library: it has no TF_Version.");
        VersionText = Marshal.PtrToStringUTF8(Version())!;

        NewStatus = (delegate* unmanaged<nint>)Need("NewStatus");
        DeleteStatus = (delegate* unmanaged<nint, void>)Need("DeleteStatus");
        GetCode = (delegate* unmanaged<nint, int>)Need("GetCode");
        Message = (delegate* unmanaged<nint, nint>)Need("Message");
        NewBuffer = (delegate* unmanaged<NativeBuffer*>)Need("NewBuffer");
        NewBufferFromString = (delegate* unmanaged<byte*, nuint, NativeBuffer*>)Need("NewBufferFromString");
        DeleteBuffer = (delegate* unmanaged<NativeBuffer*, void>)Need("DeleteBuffer");
        NewTensor = (delegate* unmanaged<int, long*, int, void*, nuint, delegate* unmanaged<void*, nuint, void*, void>, void*, nint>)Need("NewTensor");
        AllocateTensor = (delegate* unmanaged<int, long*, int, nuint, nint>)Need("AllocateTensor");
        DeleteTensor = (delegate* unmanaged<nint, void>)Need("DeleteTensor");
        TensorType = (delegate* unmanaged<nint, int>)Need("TensorType");
        NumDims = (delegate* unmanaged<nint, int>)Need("NumDims");
        Dim = (delegate* unmanaged<nint, int, long>)Need("Dim");
        TensorByteSize = (delegate* unmanaged<nint, nuint>)Need("TensorByteSize");
        TensorData = (delegate* unmanaged<nint, void*>)Need("TensorData");
        NewGraph = (delegate* unmanaged<nint>)Need("NewGraph");
        DeleteGraph = (delegate* unmanaged<nint, void>)Need("DeleteGraph");
        GraphOperationByName = (delegate* unmanaged<nint, byte*, nint>)Need("GraphOperationByName");
        OperationNumOutputs = (delegate* unmanaged<nint, int>)Need("OperationNumOutputs");
        OperationOutputType = (delegate* unmanaged<NativeOutput, int>)Need("OperationOutputType");
        NewImportGraphDefOptions = (delegate* unmanaged<nint>)Need("NewImportGraphDefOptions");
        DeleteImportGraphDefOptions = (delegate* unmanaged<nint, void>)Need("DeleteImportGraphDefOptions");
        ImportGraphDefOptionsAddInputMapping = (delegate* unmanaged<nint, byte*, int, NativeOutput, void>)Need("ImportGraphDefOptionsAddInputMapping");
        ImportGraphDefOptionsRemapControlDependency = (delegate* unmanaged<nint, byte*, nint, void>)Need("ImportGraphDefOptionsRemapControlDependency");
        GraphImportGraphDef = (delegate* unmanaged<nint, NativeBuffer*, nint, nint, void>)Need("GraphImportGraphDef");
        GetAllOpList = (delegate* unmanaged<NativeBuffer*>)Need("GetAllOpList");
        NewSessionOptions = (delegate* unmanaged<nint>)Need("NewSessionOptions");
        DeleteSessionOptions = (delegate* unmanaged<nint, void>)Need("DeleteSessionOptions");
        SetTarget = (delegate* unmanaged<nint, byte*, void>)Need("SetTarget");
        SetConfig = (delegate* unmanaged<nint, void*, nuint, nint, void>)Need("SetConfig");
        NewSession = (delegate* unmanaged<nint, nint, nint, nint>)Need("NewSession");
        LoadSessionFromSavedModel = (delegate* unmanaged<nint, NativeBuffer*, byte*, byte**, int, nint, NativeBuffer*, nint, nint>)Need("LoadSessionFromSavedModel");
        CloseSession = (delegate* unmanaged<nint, nint, void>)Need("CloseSession");
        DeleteSession = (delegate* unmanaged<nint, nint, void>)Need("DeleteSession");
        SessionRun = (delegate* unmanaged<nint, NativeBuffer*, NativeOutput*, nint*, int, NativeOutput*, nint*, int, nint*, int, NativeBuffer*, nint, void>)Need("SessionRun");
        SessionListDevices = (delegate* unmanaged<nint, nint, nint>)Need("SessionListDevices");
        DeleteDeviceList = (delegate* unmanaged<nint, void>)Need("DeleteDeviceList");
        DeviceListCount = (delegate* unmanaged<nint, int>)Need("DeviceListCount");
        DeviceListName = (delegate* unmanaged<nint, int, nint, nint>)Need("DeviceListName");
        DeviceListType = (delegate* unmanaged<nint, int, nint, nint>)Need("DeviceListType");
        DeviceListMemoryBytes = (delegate* unmanaged<nint, int, nint, long>)Need("DeviceListMemoryBytes");
        if (_missing.Count > 0)
            throw new FailedPreconditionError($"{path} is TensorFlow {VersionText}, which is too old: it lacks {string.Join(", ", _missing.Select(m => "TF_" + m))}. Every version from 1.15 on has them.");

        StringInit = (delegate* unmanaged<void*, void>)Find("StringInit");
        StringCopy = (delegate* unmanaged<void*, byte*, nuint, void>)Find("StringCopy");
        StringGetDataPointer = (delegate* unmanaged<void*, byte*>)Find("StringGetDataPointer");
        StringGetSize = (delegate* unmanaged<void*, nuint>)Find("StringGetSize");
        StringDealloc = (delegate* unmanaged<void*, void>)Find("StringDealloc");
        NewServer = (delegate* unmanaged<void*, nuint, nint, nint>)Find("NewServer");
        ServerStart = (delegate* unmanaged<nint, nint, void>)Find("ServerStart");
        ServerStop = (delegate* unmanaged<nint, nint, void>)Find("ServerStop");
        ServerJoin = (delegate* unmanaged<nint, nint, void>)Find("ServerJoin");
        ServerTarget = (delegate* unmanaged<nint, nint>)Find("ServerTarget");
    }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }

    /// <summary>What <c>TF_Version</c> says, such as <c>2.15.1</c>.</summary>
    public string VersionText { get; }

    /// <summary>Whether string elements are objects (2.4 and later) and not a table of offsets.</summary>
    public bool HasStringObjects => StringInit is not null;

    private nint Need(string name)
    {
        var address = Find(name);
        if (address == 0) _missing.Add(name);
        return address;
    }

    private nint Find(string name) => _find("TF_" + name);
}
