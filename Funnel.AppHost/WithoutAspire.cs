// What a build of the whole solution compiles in the place of AppHost.cs: it does without Aspire's packages.
Console.Error.WriteLine("This build of Funnel.AppHost has no Aspire in it. Either run it by itself, with containers:");
Console.Error.WriteLine("    dotnet run --project Funnel.AppHost");
Console.Error.WriteLine("or run the system without containers:");
Console.Error.WriteLine("    ./funnel up");
return 1;
