#pragma warning disable CA1034, CA1812, CA1852 // Deliberately wrong code that the rules must reject.
using System.ComponentModel.DataAnnotations;
using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Architecture.Tests;

/// <summary>Deliberate violations, one for each rule. This assembly itself references every service.</summary>
internal sealed class RedTwins
{
    internal static readonly Type[] AllServices = [typeof(Marketing.MarketingDb), typeof(Sales.SalesDb)];

    internal sealed class KnowsAnEvent
    {
        internal static LeadQualified? Peek(LeadQualified? fact) => fact;
    }

    [Event("LeadQualifiedEvent")]
    internal class BadEvent
    {
        public DateTime When { get; set; }
    }

    internal sealed class LeadHandler : IHear<LeadQualified>
    {
        public Task Hear(LeadQualified fact, CloudEvent envelope, CancellationToken cancellation) => Task.CompletedTask;
    }

    internal static class Improvising
    {
        internal static Refusal Refuse(string what) => new("improvised", 422, what);
    }

    internal sealed record Asking([property: RegularExpression("^(open|won)$"), MaxLength(10)] string? Status = null)
    {
        internal static string? List([RegularExpression("^[A-Z]{3}$")] string? currency = null) => currency;
    }

    internal sealed record Fault(string Field, Refusal Refusal);

    internal static class Refusing
    {
        internal static Refusal? Check() => null;

        internal static Task<Refusal?> CheckLater() => Task.FromResult<Refusal?>(null);

        internal static (Refusal? Refusal, bool IsDone) Try() => (null, true);

        internal static Fault? Find() => null;

        internal static ValueTask<(int Count, Refusal? Refusal)> Count() => new((0, null));

        internal static Result Allowed() => Result.Done;
    }

    internal sealed class BusySave(DbContextOptions options) : DbContext(options)
    {
        public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
            base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    internal static class Locating
    {
        internal static Ok Handle(HttpContext http)
        {
            http.RequestServices.GetRequiredService<TimeProvider>();
            return TypedResults.Ok();
        }
    }

    internal class Open;

    internal sealed record Request;

    internal sealed class Funnel;

    internal sealed class Person
    {
        public int Stage { get; private set; }

        public void Qualify() => Stage++;
    }

    internal static class Qualifying
    {
        internal static int Find(Person person)
        {
            person.Qualify();
            return person.Stage;
        }
    }

    internal static class WritingOthers
    {
        internal static void Write(Microsoft.EntityFrameworkCore.DbSet<Person> people, BulkInsert insert, Person person)
        {
            people.Add(person);
            insert.Into([person]);
        }
    }
}

/// <summary>A temporary folder with files of given lengths.</summary>
internal sealed class RedFolder : IDisposable
{
    public RedFolder(params (string File, int Lines)[] files)
    {
        foreach (var (file, lines) in files)
        {
            var path = System.IO.Path.Combine(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllLines(path, Enumerable.Repeat("// line", lines));
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("funnel-red-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
