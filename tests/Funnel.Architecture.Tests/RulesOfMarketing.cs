using System.Reflection;
using System.Text.RegularExpressions;
using Funnel.Messaging;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Architecture.Tests;

/// <summary>Rules that keep Marketing from sprawling: each group writes its own tables, and only People changes a lead.</summary>
internal static partial class Rules
{
    private static readonly string[] Writes =
        ["Add", "AddAsync", "AddRange", "AddRangeAsync", "Attach", "AttachRange", "Update", "UpdateRange", "Remove", "RemoveRange", "Into"];

    /// <summary>Outside its own group, the code of a service only reads the properties of an aggregate.</summary>
    public static IEnumerable<string> OnlyOwnersCall(Type aggregate, Func<Type, string?> groupOf, IEnumerable<Type> types) =>
        from type in types
        where groupOf(type) is not null && groupOf(type) != groupOf(aggregate)
        from method in BodiesOf(type)
        from member in MethodBodies.Members(method).OfType<MethodBase>()
        where member.DeclaringType == aggregate && !member.Name.StartsWith("get_", StringComparison.Ordinal)
        select $"{type.FullName} calls {aggregate.Name}.{member.Name}";

    /// <summary>Rows of an entity are added, changed and deleted only by the group of that entity.</summary>
    public static IEnumerable<string> GroupsWriteTheirOwnEntities(Func<Type, string?> groupOf, IEnumerable<Type> types) =>
        from type in types
        where groupOf(type) is not null
        from method in BodiesOf(type)
        from member in MethodBodies.Members(method).OfType<MethodInfo>()
        where Writes.Contains(member.Name)
        from entity in EntitiesOf(member)
        let owner = groupOf(entity)
        where owner is not null && owner != groupOf(type)
        select $"{type.FullName} writes {entity.Name} of {owner}";

    /// <summary>SQL of a group changes only tables of that group.</summary>
    /// <param name="files">The source files, each with its group.</param>
    /// <param name="tables">The tables, each with its group.</param>
    public static IEnumerable<string> GroupsChangeTheirOwnTables(
        IEnumerable<(string File, string Group)> files, IReadOnlyDictionary<string, string> tables) =>
        from file in files
        from Match change in ChangingSql().Matches(File.ReadAllText(file.File))
        let table = change.Groups[1].Value
        where tables.ContainsKey(table) && tables[table] != file.Group
        select $"{Path.GetFileName(file.File)} of {file.Group} changes {table}";

    private static Type[] EntitiesOf(MethodInfo write) =>
        write.DeclaringType is { IsGenericType: true } set && set.GetGenericTypeDefinition() == typeof(DbSet<>) ? set.GetGenericArguments()
        : write.IsGenericMethod && (write.DeclaringType == typeof(BulkInsert) || write.DeclaringType == typeof(BulkSave)
            || typeof(DbContext).IsAssignableFrom(write.DeclaringType)) ? write.GetGenericArguments()
        : [];

    private static IEnumerable<MethodBase> BodiesOf(Type type) =>
        type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));

    [GeneratedRegex(@"(?:insert into|update|delete from|truncate)\s+([a-z_]+)\b")]
    private static partial Regex ChangingSql();
}
