// A build of the whole solution compiles this file instead of AppHost.cs, and so needs no Aspire packages.
Console.Error.WriteLine("This build of Funnel.AppHost contains no Aspire. To start Funnel with containers, run:");
Console.Error.WriteLine("    dotnet run --project Funnel.AppHost");
Console.Error.WriteLine("To start Funnel without containers, run:");
Console.Error.WriteLine("    ./funnel up");
return 1;
