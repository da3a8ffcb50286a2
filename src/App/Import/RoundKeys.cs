namespace Rectify.Workflow.App.Import;

/// <summary>The keys a round file defines, for checking what its other parts refer to.</summary>
internal sealed class RoundKeys(IEnumerable<FiledUnit> units, IEnumerable<FiledPerson> people)
{
    private readonly HashSet<string> _units = [.. units.Select(unit => unit.Key)];
    private readonly Dictionary<string, FiledPerson> _people =
        people.DistinctBy(person => person.Key).ToDictionary(person => person.Key);

    /// <summary>Notes a problem when the unit does not exist; a missing one was noted before.</summary>
    public void CheckUnit(JsonPlace place, string member, string key)
    {
        if (key.Length > 0 && !_units.Contains(key))
        {
            place.Wrong(member, NoUnit(key));
        }
    }

    /// <summary>Reads a member that names a unit.</summary>
    public string Unit(JsonPlace place, string member)
    {
        var key = place.Text(member);
        CheckUnit(place, member, key);
        return key;
    }

    /// <summary>Reads a list of units, each once.</summary>
    public IReadOnlyList<string> Units(JsonPlace place, string member)
    {
        var found = new List<string>();
        foreach (var (key, at) in place.Texts(member))
        {
            if (!_units.Contains(key))
            {
                place.WrongAt(at, NoUnit(key));
            }
            else if (found.Contains(key))
            {
                place.WrongAt(at, $"“{key}”重复。Named twice.");
            }

            found.Add(key);
        }

        return found;
    }

    /// <summary>Reads a member that names a person, who must hold the role when one is asked for.</summary>
    public string Person(JsonPlace place, string member, string? role = null)
    {
        var key = place.Text(member);
        if (key.Length > 0 && !_people.ContainsKey(key))
        {
            place.Wrong(member, $"没有人员“{key}”。No such person.");
        }
        else if (role is not null && _people.TryGetValue(key, out var person) && !person.Roles.Contains(role))
        {
            place.Wrong(member, $"“{person.Name}”没有角色{role}。The person does not hold this role.");
        }

        return key;
    }

    private static string NoUnit(string key) => $"没有单位“{key}”。No such unit.";
}
