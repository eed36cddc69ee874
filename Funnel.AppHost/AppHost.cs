// The system on one page: dotnet run --project Funnel.AppHost
//
// PostgreSQL and RabbitMQ are containers. Where no container runtime exists, ExistingServers=true (an environment
// variable, or --ExistingServers true) takes servers that run already, by the connection strings marketing-db,
// sales-db, insights-db, identity-db and messaging, for example ConnectionStrings__messaging.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

var builder = DistributedApplication.CreateBuilder(args);
var existingServers = string.Equals(builder.Configuration["ExistingServers"], "true", StringComparison.OrdinalIgnoreCase);

// A database a service: none reads another's tables.
var postgres = existingServers ? null : builder.AddPostgres("postgres").WithDataVolume();
var marketingDb = Database("marketing-db", "marketing");
var salesDb = Database("sales-db", "sales");
var insightsDb = Database("insights-db", "insights");
var identityDb = Database("identity-db", "identity");

IResourceBuilder<IResourceWithConnectionString> messaging = existingServers
    ? builder.AddConnectionString("messaging")
    : builder.AddRabbitMQ("messaging").WithManagementPlugin().WithDataVolume();

// The one door, and who may come in: the services take its tokens, and it leads to the services.
var gateway = builder.AddProject<Projects.Funnel_Gateway>("gateway");

// Migrations are a step of their own: the same program, run to its end before the service starts.
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

// Insights hears the others on the bus; their journals are what it rebuilds from. Its settings are checked in every run
// of the program, the migrations' too.
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

// Without its launch profile: this run opens no port, and must not claim the service's.
IResourceBuilder<ProjectResource> Migrations<TProject>(string name, IResourceBuilder<IResourceWithConnectionString> database)
    where TProject : IProjectMetadata, new() =>
    builder.AddProject<TProject>(name, project => project.ExcludeLaunchProfile = true)
        .WithArgs("migrate")
        .WithReference(database)
        .WithReference(messaging)
        .WaitFor(database);
