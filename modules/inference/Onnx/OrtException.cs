using System.Globalization;

namespace EdgeAgent.Inference.Onnx;

/// <summary>Something that ONNX Runtime refused or failed at, or that was refused before it was asked because it could not have gone well.</summary>
public sealed class OrtException : Exception
{
    /// <summary>Makes one of a code and a message.</summary>
    /// <param name="code">ONNX Runtime's; <see cref="OrtErrorCode.InvalidArgument"/> where it was not asked.</param>
    /// <param name="operation">What was being done, such as `BindInput`.</param>
    /// <param name="runtimeMessage">What the runtime says.</param>
    public OrtException(OrtErrorCode code, string operation, string runtimeMessage)
        : base(string.Create(CultureInfo.InvariantCulture, $"{operation}: {runtimeMessage} ({code})"))
    {
        Code = code;
        Operation = operation;
        RuntimeMessage = runtimeMessage;
    }

    /// <summary>ONNX Runtime's code.</summary>
    public OrtErrorCode Code { get; }

    /// <summary>What was being done.</summary>
    public string Operation { get; }

    /// <summary>What the runtime says, as it says it, without blanks at its end.</summary>
    public string RuntimeMessage { get; }
}
