namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>What the scopes of a camera tell (ONVIF Core Specification, section 7.3.3.2); empty where they tell nothing. Safe to show.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Hardware">Its model.</param>
/// <param name="Location">Where it is; several parts with commas.</param>
public sealed record CameraScopes(string Name, string Hardware, string Location)
{
    /// <summary>How each scope of ONVIF begins.</summary>
    public const string Prefix = "onvif://www.onvif.org/";

    /// <summary>Longest text of each, characters.</summary>
    public const int MostChars = 128;

    /// <summary>Reads scopes.</summary>
    public static CameraScopes Of(IEnumerable<string> scopes)
    {
        var known = scopes.Where(s => s.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).Select(s => s[Prefix.Length..]).ToList();
        return new CameraScopes(First("name/"), First("hardware/"), OnvifText.Clean(string.Join(", ", All("location/").Distinct()), MostChars));

        string First(string kind) => All(kind).FirstOrDefault("");

        IEnumerable<string> All(string kind) =>
            known.Where(s => s.StartsWith(kind, StringComparison.OrdinalIgnoreCase)).Select(s => OnvifText.Clean(Uri.UnescapeDataString(s[kind.Length..]), MostChars)).Where(t => t.Length > 0);
    }
}
