namespace EdgeAgent.Core.Config;

/// <summary>Tells names that a site uses and its profile does not have.</summary>
public static class ProfileNeed
{
    /// <summary>True when the board has <paramref name="name"/> among <paramref name="members"/>; else told at <paramref name="at"/>, with the names that there are.</summary>
    /// <param name="profile">The board.</param>
    /// <param name="what">What it is, e.g. `line`.</param>
    /// <param name="name">Name in the site file.</param>
    /// <param name="members">What the profile has of it.</param>
    /// <param name="at">Where the site file names it.</param>
    public static bool Has<T>(Profile profile, string what, string name, IReadOnlyDictionary<string, T> members, BindContext at)
    {
        if (members.ContainsKey(name))
        {
            return true;
        }

        at.Fault(
            $"the profile {profile.Name} has no {what} \"{JsonShow.Cut(name)}\"{NearestWord.Hint(name, members.Keys)}",
            members.Count > 0 ? "one of " + string.Join(", ", members.Keys) : "a profile that has one");
        return false;
    }
}
