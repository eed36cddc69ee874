global using Funnel.Sales.Accounts;
global using Funnel.Sales.Handoffs;
global using Funnel.Sales.Pipeline;
global using Funnel.Sales.Products;
global using Funnel.Sales.Quotes;
global using Funnel.Sales.Reasons;
global using Funnel.Sales.Team;
global using Funnel.ServiceDefaults;
