using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Team;

/// <summary>A team in the hierarchy. The manager sees the records of the team and of the teams below.</summary>
internal sealed class SalesTeam : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int NameLength = 200;

    private SalesTeam()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Kebab-case, unique. Never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The parent team. Absent for a top team.</summary>
    public Guid? ParentId { get; private set; }

    /// <summary>A representative, who need not be a member of the team.</summary>
    public Guid? ManagerId { get; private set; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    public static SalesTeam Create(string code, string name, Guid? parentId, Guid? managerId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Code = code,
        Name = name.Trim(),
        ParentId = parentId,
        ManagerId = managerId,
    };

    public void Change(string name, Guid? managerId)
    {
        if ((Name, ManagerId) != (name.Trim(), managerId))
        {
            (Version, Name, ManagerId) = (Version + 1, name.Trim(), managerId);
        }
    }

    /// <summary>The caller has checked that the new parent is not below this team.</summary>
    public void MoveBelow(Guid? parentId)
    {
        if (ParentId != parentId)
        {
            (Version, ParentId) = (Version + 1, parentId);
        }
    }
}
