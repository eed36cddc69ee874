// The system on one page. Start it with: dotnet run --project Funnel.AppHost
//
// PostgreSQL and RabbitMQ run as containers. Settings, as environment variables or as arguments (--ExistingServers true):
//   ExistingServers=true   use running servers instead of containers. Set their connection strings marketing-db, sales-db,
//                          insights-db, identity-db and messaging, for example --ConnectionStrings:messaging=amqp://…
//   FUNNEL_PORT=8080       the port of the gateway; the services use the ports after it. Default: 7080, as for ./funnel up.
//   ResourceLogs=true      print the logs of all parts to the console too.
using System.Globalization;
using Funnel.AppHost;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = args,
    EnableResourceLogging = Array.Exists(args, argument => argument == "--ResourceLogs=true")
        || Environment.GetEnvironmentVariable("ResourceLogs") == "true",
});
var existingServers = string.Equals(builder.Configuration["ExistingServers"], "true", StringComparison.OrdinalIgnoreCase);
var port = int.Parse(builder.Configuration["FUNNEL_PORT"] ?? "7080", CultureInfo.InvariantCulture);
if (builder.ExecutionContext.IsRunMode && !Ports.AreFree(port, out var complaint))
{
    Console.Error.WriteLine(complaint);
    return 1;
}

// The development values are in appsettings.Development.json. Outside development the services refuse them.
var identitySecret = Secret("identity-secret", "Encrypts the signing keys of the access tokens.");
var cliSecret = Secret("cli-secret", "The secret of the API client `cli`, which may use the whole API.");
var insightsSecret = Secret("insights-secret", "The secret with which Insights reads the journals of the other services.");
var surveysSecret = Secret("surveys-secret", "Signs the links in surveys.");

// Each service has its own database, and no service reads the tables of another.
var postgres = existingServers
    ? null
    : builder.AddPostgres("postgres", password: Password("postgres-password"))
        .WithDataVolume().WithLifetime(ContainerLifetime.Persistent);
var marketingDb = Database("marketing-db", "marketing");
var salesDb = Database("sales-db", "sales");
var insightsDb = Database("insights-db", "insights");
var identityDb = Database("identity-db", "identity");

IResourceBuilder<IResourceWithConnectionString> messaging = existingServers
    ? builder.AddConnectionString("messaging")
    : builder.AddRabbitMQ("messaging", password: Password("messaging-password"))
        .WithManagementPlugin().WithDataVolume().WithLifetime(ContainerLifetime.Persistent)
        .WithUrlForEndpoint("management", url => url.DisplayText = "RabbitMQ management");

// The gateway forwards requests to the services and issues the access tokens that the services accept.
var gateway = builder.AddProject<Projects.Funnel_Gateway>("gateway");

var marketing = Service<Projects.Funnel_Marketing>("marketing", 1, marketingDb, "Megaphone");
Migrations<Projects.Funnel_Marketing>(marketing, marketingDb).WithReference(messaging).WaitFor(messaging);

var sales = Service<Projects.Funnel_Sales>("sales", 2, salesDb, "Handshake")
    .WithEnvironment("Surveys__Secret", surveysSecret);
Migrations<Projects.Funnel_Sales>(sales, salesDb).WithReference(messaging).WaitFor(messaging);

// Insights receives the events of the other services from RabbitMQ, and reads their journals to rebuild its read models.
var insights = Service<Projects.Funnel_Insights>("insights", 3, insightsDb, "DataFunnel")
    .WithReference(marketing)
    .WithReference(sales)
    .WithEnvironment("Authentication__ClientSecret", insightsSecret)
    .WithRebuildCommand(gateway, cliSecret);
Migrations<Projects.Funnel_Insights>(insights, insightsDb).WithReference(messaging).WaitFor(messaging)
    .WithReference(marketing).WithReference(sales);

IdentityServer(gateway)
    .WithEndpoint("http", endpoint => endpoint.Port = port)
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ("/docs/", "API: sign in and try it"))
    .WithHttpHealthCheck("/health")
    .WithIconName("DoorArrowRight")
    .WaitFor(marketing)
    .WaitFor(sales)
    .WaitFor(insights);
IdentityServer(Migrations<Projects.Funnel_Gateway>(gateway, identityDb, "identity-migrations", isHidden: false));

// Two programs that a user starts in the dashboard.
IdentityServer(builder.AddProject<Projects.Funnel_Gateway>("new-admin-password", project => project.ExcludeLaunchProfile = true))
    .WithArgs("administrator")
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
    .WithParentRelationship(gateway)
    .WithIconName("KeyReset")
    .WithExplicitStart();

var demo = builder.AddProject<Projects.Funnel_Demo>("demo")
    .WithArgs(gateway.GetEndpoint("http"))
    .WithEnvironment("FUNNEL_CLIENT_SECRET", cliSecret)
    .WithParentRelationship(gateway)
    .WithIconName("BookOpen")
    .WithExplicitStart();
gateway.WithDemoCommand(demo);

builder.Build().Run();
return 0;

IResourceBuilder<IResourceWithConnectionString> Database(string name, string database) =>
    postgres is null ? builder.AddConnectionString(name) : postgres.AddDatabase(name, database);

IResourceBuilder<ParameterResource> Secret(string name, string description) =>
    builder.AddParameter(name, secret: true).WithDescription(description);

IResourceBuilder<ParameterResource> Password(string name) =>
    builder.AddParameter(name, new GenerateParameterDefault { MinLength = 24, Special = false }, secret: true, persist: true)
        .WithDescription("Generated at the first start, and kept in the user secrets of this project. The data volume needs it.");

IResourceBuilder<ProjectResource> Service<TProject>(
    string name, int number, IResourceBuilder<IResourceWithConnectionString> database, string icon)
    where TProject : IProjectMetadata, new() =>
    builder.AddProject<TProject>(name)
        .WithEndpoint("http", endpoint => endpoint.Port = port + number)
        .WithUrlForEndpoint("http", url => (url.DisplayText, url.DisplayLocation) = ("Behind the gateway", UrlDisplayLocation.DetailsOnly))
        .WithReference(database)
        .WithReference(messaging)
        .WithReference(gateway)
        .WaitFor(messaging)
        .WithHttpHealthCheck("/health")
        .WithIconName(icon);

// What the gateway needs in each of its runs: as a server, as the migration of its database, and to reset a password.
IResourceBuilder<ProjectResource> IdentityServer(IResourceBuilder<ProjectResource> run) =>
    run.WithReference(identityDb)
        .WithReference(marketing)
        .WithReference(sales)
        .WithReference(insights)
        .WithEnvironment("Identity__Issuer", ReferenceExpression.Create($"{gateway.GetEndpoint("http")}/"))
        .WithEnvironment("Identity__Secret", identitySecret)
        .WithEnvironment("Identity__Clients__cli", cliSecret)
        .WithEnvironment("Identity__Clients__insights", insightsSecret);

// The migrations are a separate step. The same program runs with the argument "migrate" and ends before the service starts. It runs
// without the launch profile, because it must not use the port of the service.
IResourceBuilder<ProjectResource> Migrations<TProject>(
    IResourceBuilder<ProjectResource> service, IResourceBuilder<IResourceWithConnectionString> database, string? name = null,
    bool isHidden = true) where TProject : IProjectMetadata, new()
{
    name ??= $"{service.Resource.Name}-migrations";
    var migrations = builder.AddProject<TProject>(name, project => project.ExcludeLaunchProfile = true)
        .WithArgs("migrate")
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
        .WithReference(database)
        .WithParentRelationship(service)
        .WithIconName("DatabaseArrowUp")
        .WaitFor(database);
    service.WaitForCompletion(migrations);
    return isHidden ? migrations.WithHiddenOnCompletion() : migrations;
}
