// The system on one page. Start it with: dotnet run --project Funnel.AppHost
//
// PostgreSQL and RabbitMQ run as containers. Without a container runtime, set ExistingServers=true (an environment variable, or the
// argument --ExistingServers true). The app host then uses running servers. Set their connection strings marketing-db, sales-db,
// insights-db, identity-db and messaging, for example with the variable ConnectionStrings__messaging.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

var builder = DistributedApplication.CreateBuilder(args);
var existingServers = string.Equals(builder.Configuration["ExistingServers"], "true", StringComparison.OrdinalIgnoreCase);

// Each service has its own database, and no service reads the tables of another.
var postgres = existingServers ? null : builder.AddPostgres("postgres").WithDataVolume();
var marketingDb = Database("marketing-db", "marketing");
var salesDb = Database("sales-db", "sales");
var insightsDb = Database("insights-db", "insights");
var identityDb = Database("identity-db", "identity");

IResourceBuilder<IResourceWithConnectionString> messaging = existingServers
    ? builder.AddConnectionString("messaging")
    : builder.AddRabbitMQ("messaging").WithManagementPlugin().WithDataVolume();

// The gateway forwards requests to the services and issues the access tokens that the services accept.
var gateway = builder.AddProject<Projects.Funnel_Gateway>("gateway");

// The migrations are a separate step. The same program runs with the argument "migrate" and ends before the service starts.
var marketingMigrations = Migrations<Projects.Funnel_Marketing>("marketing-migrations", marketingDb);
var salesMigrations = Migrations<Projects.Funnel_Sales>("sales-migrations", salesDb);

var marketing = builder.AddProject<Projects.Funnel_Marketing>("marketing")
    .WithReference(marketingDb)
    .WithReference(messaging)
    .WithReference(gateway)
    .WaitFor(messaging)
    .WaitForCompletion(marketingMigrations)
    .WithHttpHealthCheck("/health");

var sales = builder.AddProject<Projects.Funnel_Sales>("sales")
    .WithReference(salesDb)
    .WithReference(messaging)
    .WithReference(gateway)
    .WaitFor(messaging)
    .WaitForCompletion(salesMigrations)
    .WithHttpHealthCheck("/health");

// Insights receives the events of the other services from RabbitMQ, and reads their journals to rebuild its read models. The program
// checks its settings in every run, so the migration step needs the addresses too.
var insightsMigrations = Migrations<Projects.Funnel_Insights>("insights-migrations", insightsDb)
    .WithReference(marketing)
    .WithReference(sales);

var insights = builder.AddProject<Projects.Funnel_Insights>("insights")
    .WithReference(insightsDb)
    .WithReference(messaging)
    .WithReference(marketing)
    .WithReference(sales)
    .WithReference(gateway)
    .WaitFor(messaging)
    .WaitForCompletion(insightsMigrations)
    .WithHttpHealthCheck("/health");

var identityMigrations = builder.AddProject<Projects.Funnel_Gateway>("identity-migrations", project => project.ExcludeLaunchProfile = true)
    .WithArgs("migrate")
    .WithReference(identityDb)
    .WithReference(marketing)
    .WithReference(sales)
    .WithReference(insights)
    .WaitFor(identityDb);

gateway
    .WithReference(identityDb)
    .WithReference(marketing)
    .WithReference(sales)
    .WithReference(insights)
    .WaitForCompletion(identityMigrations)
    .WaitFor(marketing)
    .WaitFor(sales)
    .WaitFor(insights)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

builder.Build().Run();

IResourceBuilder<IResourceWithConnectionString> Database(string name, string database) =>
    postgres is null ? builder.AddConnectionString(name) : postgres.AddDatabase(name, database);

// Runs without the launch profile, because the migration step must not use the port of the service.
IResourceBuilder<ProjectResource> Migrations<TProject>(string name, IResourceBuilder<IResourceWithConnectionString> database)
    where TProject : IProjectMetadata, new() =>
    builder.AddProject<TProject>(name, project => project.ExcludeLaunchProfile = true)
        .WithArgs("migrate")
        .WithReference(database)
        .WithReference(messaging)
        .WaitFor(database)
        .WaitFor(messaging);
