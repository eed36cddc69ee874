namespace Funnel.Contracts;

/// <summary>
/// Marks a field of an event that tells something about a single person: a name, an address, or text about a person. The journal shows
/// it only to readers with the permission <c>events.personal</c>. A marked field is text.
/// </summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class PersonalAttribute : Attribute;
