namespace EdgeAgent.Inference.Onnx;

/// <summary>How far a model's graph is rewritten when it is opened (GraphOptimizationLevel). More costs time at opening and saves it in each run.</summary>
public enum GraphOptimisation
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>What is constant is worked out once; what is not used goes.</summary>
    Basic = 1,

    /// <summary>Operators are merged too.</summary>
    Extended = 2,

    /// <summary>Layouts are changed too, to what the processor likes.</summary>
    All = 99,
}
