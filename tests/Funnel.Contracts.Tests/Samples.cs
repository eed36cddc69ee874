using System.Reflection;

namespace Funnel.Contracts.Tests;

/// <summary>
/// One instance of every event with every field filled, made through its constructor, so that a new event needs no sample.
/// </summary>
internal static class Samples
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Type> Events =>
        typeof(EventAttribute).Assembly.GetTypes().Where(type => type.GetCustomAttribute<EventAttribute>() is not null)
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    public static object Of(Type type) => Make(type, "");

    private static object Make(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return name;
        }

        if (type == typeof(Guid))
        {
            return new Guid(name.Length, 0, 0, new byte[8]);
        }

        if (type == typeof(int))
        {
            return name.Length;
        }

        if (type == typeof(decimal))
        {
            return name.Length + 0.25m;
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type == typeof(DateTimeOffset))
        {
            return Noon.AddMinutes(name.Length);
        }

        if (type == typeof(DateOnly))
        {
            return DateOnly.FromDateTime(Noon.Date);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(1)!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, 1);
            list.SetValue(Make(item, name), 0);
            return list;
        }

        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, parameter.Name!))]);
    }
}
