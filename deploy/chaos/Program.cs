using System.Globalization;
using Funnel.Chaos;

// Kills every part of a running installation, again and again. ./funnel chaos starts it, on a system of its own.
string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;

var rounds = int.Parse(Option("--rounds", "100"), CultureInfo.InvariantCulture);
var rate = double.Parse(Option("--rate", "20"), CultureInfo.InvariantCulture);
var parts = Option("--parts", string.Join(',', Installation.Parts)).Split(',');
var (home, port) = (Option("--home", ""), int.Parse(Option("--port", "7080"), CultureInfo.InvariantCulture));
if (home.Length == 0 || parts.Except(Installation.Parts).Any())
{
    await Console.Error
        .WriteLineAsync(
            "chaos --home <state folder> --port <first port> [--rounds 100] [--rate <people a second>] [--gate] "
                + $"[--parts {string.Join(',', Installation.Parts)}]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
using var system = new Installation(home, port);
var storm = new Rounds(system, Directory.CreateTempSubdirectory("funnel-chaos-").FullName, rate);
await Rounds.Prepare(system);
var outcomes = new List<Outcome>();
foreach (var part in parts)
{
    var outcome = await storm.Run(part, rounds, Console.WriteLine, stop.Token);
    outcomes.Add(outcome);
    Console.WriteLine($"{part}: of {outcome.Verdict.Promises} promises {outcome.Verdict.Lost} lost, {outcome.Verdict.Doubled} doubled");
}

var rebuilt = await ReadModels.Rebuild(system, stop.Token);
Console.WriteLine();
Console.WriteLine(Table.Of(outcomes));
foreach (var flaw in outcomes.SelectMany(outcome => outcome.Verdict.Differences.Concat(outcome.WrongAnswers.Take(5))
    .Select(flaw => $"{outcome.Part}: {flaw}"))
    .Concat(rebuilt.Select(table => $"{table} differs when it is made again from the journals")))
{
    Console.WriteLine(flaw);
}

var late = outcomes.SelectMany(outcome => outcome.MissedGoals).ToList();
late.ForEach(Console.WriteLine);
return outcomes.All(outcome => outcome.IsFlawless) && rebuilt.Count == 0 && !(args.Contains("--gate") && late.Count > 0) ? 0 : 1;
