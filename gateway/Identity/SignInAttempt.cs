using Funnel.Gateway.People;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Gateway.Identity;

/// <summary>The result of checking the password or the code of an attempt, before the account is looked at.</summary>
internal enum Evidence
{
    Wrong,

    /// <summary>The password is right, but the sign-in still needs the code. The attempt neither counts nor resets the count.</summary>
    NeedsCode,
    Right,
}

/// <summary>The outcome of an attempt.</summary>
internal enum AttemptResult
{
    /// <summary>The attempt was wrong, or the person is locked, inactive or unknown.</summary>
    Failed,

    /// <summary>The attempt was wrong and has locked the person.</summary>
    Locked,
    Passed,
}

/// <summary>Counts the attempts to sign in.</summary>
/// <remarks>
/// One statement checks the lock and counts. So parallel attempts behave as if they came one after the other: no wrong attempt is lost,
/// and a right password that arrives after the fifth wrong one is refused.
/// </remarks>
internal static class SignInAttempt
{
    public const int Most = 5;

    public static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    private const string Passes = "(@right and (not @coded or second_factor_step < @step or @recovery = any(recovery_codes)))";

    private const string Sql =
        $"""
        update people set
            access_failed_count = case when @needs_code then access_failed_count when {Passes} then 0
                else (access_failed_count + 1) % @most end,
            lockout_end = case when @needs_code or {Passes} or access_failed_count + 1 < @most then null else @locked_until end,
            second_factor_step = case when {Passes} then greatest(second_factor_step, @step) else second_factor_step end,
            recovery_codes = case when {Passes} then array_remove(recovery_codes, @recovery) else recovery_codes end
        where id = @id and password_hash = @hash and is_active and (lockout_end is null or lockout_end <= @now)
            and (one_time_password_until is null or one_time_password_until >= @now)
        returning case when @needs_code or (access_failed_count = 0 and lockout_end is null) then 2
            when lockout_end = @locked_until then 1 else 0 end as "Value"
        """;

    /// <param name="db">The database.</param>
    /// <param name="person">Null for an unknown name. The statement runs for it too, so that the answer takes as long.</param>
    /// <param name="evidence">The result of the check.</param>
    /// <param name="code">The accepted code; null if the attempt had none.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    public static async Task<AttemptResult> Record(
        IdentityDb db, Person? person, Evidence evidence, AcceptedCode? code, DateTimeOffset now, CancellationToken cancellation) =>
        (AttemptResult)(await db.Database.SqlQueryRaw<int>(
            Sql,
            new NpgsqlParameter("right", evidence == Evidence.Right), new NpgsqlParameter("needs_code", evidence == Evidence.NeedsCode),
            new NpgsqlParameter("coded", code is not null), new NpgsqlParameter("step", code?.Step ?? 0),
            new NpgsqlParameter("recovery", code?.RecoveryHash ?? ""), new NpgsqlParameter("most", Most),
            new NpgsqlParameter("locked_until", now + LockTime), new NpgsqlParameter("now", now),
            new NpgsqlParameter("id", person?.Id ?? Guid.Empty), new NpgsqlParameter("hash", person?.PasswordHash ?? ""))
            .ToListAsync(cancellation)).SingleOrDefault();
}

/// <summary>A code that is right at this time. The attempt still checks that it was not used before.</summary>
/// <param name="Step">The time step of a code from the app; 0 for a recovery code.</param>
/// <param name="RecoveryHash">The hash of a recovery code; empty for a code from the app.</param>
internal sealed record AcceptedCode(long Step, string RecoveryHash);
