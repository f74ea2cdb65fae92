namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>Faults of SOAP 1.2 (part 1, section 5.4) in plain words.</summary>
public static class SoapFault
{
    private const int MostReasonChars = 200;
    private static readonly string[] Refusals = ["NotAuthorized", "FailedAuthentication", "FailedCheck", "InvalidSecurity", "InvalidSecurityToken", "SenderNotAuthorized"];
    private static readonly string[] Unknown = ["ActionNotSupported", "OptionalActionNotImplemented", "UnknownAction", "NoSuchService"];

    /// <summary>What a refusal says to somebody who gave a password, or none.</summary>
    public static string Refusal(bool hasPassword) => hasPassword ? "the camera refuses the user and password" : "the camera wants a user and password";

    /// <summary>Reads a body's Fault (ONVIF Core Specification, section 5.8.2.3: codes).</summary>
    public static SoapReply Read(XmlPart fault, bool hasPassword)
    {
        var codes = new List<string>();
        for (var code = fault.At("Code"); code is not null; code = code.At("Subcode"))
        {
            var value = code.TextAt("Value");
            codes.Add(value[(value.LastIndexOf(':') + 1)..]);
        }

        if (codes.Exists(Refusals.Contains))
        {
            return new SoapReply(SoapOutcome.Refused, null, Refusal(hasPassword));
        }

        // SOAP 1.1 calls them faultcode and faultstring; some cameras answer so.
        var reason = fault.TextAt("Reason", "Text") is { Length: > 0 } text ? text : fault.TextAt("faultstring");
        var told = OnvifText.Clean(reason.Length > 0 ? reason : string.Join(", ", codes), MostReasonChars);
        return new SoapReply(SoapOutcome.Faulted, null, codes.Exists(Unknown.Contains) ? "the camera does not know the question" : $"the camera refuses the question: {(told.Length > 0 ? told : "it does not say why")}");
    }
}
