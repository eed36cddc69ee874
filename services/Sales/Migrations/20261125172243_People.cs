using System;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class People : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(PeopleSql.KeepWhereContactsAre);

            migrationBuilder.DropForeignKey(
                name: "fk_contacts_accounts_account_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_account_id_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_email",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_domain",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_normalised_name",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "account_id",
                table: "contacts");

            migrationBuilder.AddColumn<string>(
                name: "job_title",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_id",
                table: "contacts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "phone_key",
                table: "contacts",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "contacts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "country",
                table: "accounts",
                type: "character varying(2)",
                maxLength: 2,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "employees",
                table: "accounts",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "industry",
                table: "accounts",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_id",
                table: "accounts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                table: "accounts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "accounts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "account_contacts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_contacts", x => x.id);
                    table.ForeignKey(
                        name: "fk_account_contacts_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_account_contacts_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "activities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    body = table.Column<string>(type: "character varying(10000)", maxLength: 10000, nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    minutes = table.Column<int>(type: "integer", nullable: true),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activities", x => x.id);
                    table.ForeignKey(
                        name: "fk_activities_representatives_representative_id",
                        column: x => x.representative_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "merges",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    winner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    loser_id = table.Column<Guid>(type: "uuid", nullable: false),
                    before = table.Column<JsonElement>(type: "jsonb", nullable: false),
                    after = table.Column<JsonElement>(type: "jsonb", nullable: false),
                    moved = table.Column<string>(type: "jsonb", nullable: false),
                    merged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_merges", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tasks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    note = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    remind_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    handoff_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tasks", x => x.id);
                    table.CheckConstraint("ck_tasks_record", "num_nonnulls(account_id, contact_id, opportunity_id, handoff_id) <= 1");
                    table.ForeignKey(
                        name: "fk_tasks_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_handoffs_handoff_id",
                        column: x => x.handoff_id,
                        principalTable: "handoffs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_representatives_owner_id",
                        column: x => x.owner_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "views",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    list = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    filter = table.Column<string>(type: "jsonb", nullable: false),
                    is_shared = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_views", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "activity_records",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    activity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    handoff_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activity_records", x => x.id);
                    table.CheckConstraint("ck_activity_records_one", "num_nonnulls(account_id, contact_id, opportunity_id, handoff_id) = 1");
                    table.ForeignKey(
                        name: "fk_activity_records_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_activity_records_activities_activity_id",
                        column: x => x.activity_id,
                        principalTable: "activities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_activity_records_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_activity_records_handoffs_handoff_id",
                        column: x => x.handoff_id,
                        principalTable: "handoffs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_activity_records_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reminders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    remind_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reminded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    dismissed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reminders", x => x.id);
                    table.ForeignKey(
                        name: "fk_reminders_representatives_owner_id",
                        column: x => x.owner_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reminders_tasks_task_id",
                        column: x => x.task_id,
                        principalTable: "tasks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_email",
                table: "contacts",
                column: "email",
                unique: true,
                filter: "merged_into_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_email1",
                table: "contacts",
                column: "email",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_merged_into_id",
                table: "contacts",
                column: "merged_into_id",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_phone_key",
                table: "contacts",
                column: "phone_key",
                unique: true,
                filter: "merged_into_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_phone_key1",
                table: "contacts",
                column: "phone_key",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_country_id",
                table: "accounts",
                columns: new[] { "country", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_domain",
                table: "accounts",
                column: "domain",
                unique: true,
                filter: "merged_into_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_domain1",
                table: "accounts",
                column: "domain",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_industry_id",
                table: "accounts",
                columns: new[] { "industry", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_merged_into_id",
                table: "accounts",
                column: "merged_into_id",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_normalised_name",
                table: "accounts",
                column: "normalised_name",
                unique: true,
                filter: "merged_into_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_normalised_name1",
                table: "accounts",
                column: "normalised_name",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_owner_id_id",
                table: "accounts",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_account_contacts_account_id_contact_id",
                table: "account_contacts",
                columns: new[] { "account_id", "contact_id" },
                unique: true,
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_account_contacts_contact_id",
                table: "account_contacts",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_activities_kind_id",
                table: "activities",
                columns: new[] { "kind", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_activities_representative_id_id",
                table: "activities",
                columns: new[] { "representative_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_account_id_activity_id",
                table: "activity_records",
                columns: new[] { "account_id", "activity_id" },
                unique: true,
                descending: new[] { false, true },
                filter: "account_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_activity_id",
                table: "activity_records",
                column: "activity_id");

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_contact_id_activity_id",
                table: "activity_records",
                columns: new[] { "contact_id", "activity_id" },
                unique: true,
                descending: new[] { false, true },
                filter: "contact_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_handoff_id_activity_id",
                table: "activity_records",
                columns: new[] { "handoff_id", "activity_id" },
                unique: true,
                descending: new[] { false, true },
                filter: "handoff_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_opportunity_id_activity_id",
                table: "activity_records",
                columns: new[] { "opportunity_id", "activity_id" },
                unique: true,
                descending: new[] { false, true },
                filter: "opportunity_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_merges_loser_id",
                table: "merges",
                column: "loser_id",
                unique: true,
                filter: "undone_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_reminders_owner_id_id",
                table: "reminders",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_reminders_task_id_remind_at",
                table: "reminders",
                columns: new[] { "task_id", "remind_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_tasks_account_id_due_at",
                table: "tasks",
                columns: new[] { "account_id", "due_at" },
                filter: "account_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_contact_id_due_at",
                table: "tasks",
                columns: new[] { "contact_id", "due_at" },
                filter: "contact_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_due_at_id",
                table: "tasks",
                columns: new[] { "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_handoff_id_due_at",
                table: "tasks",
                columns: new[] { "handoff_id", "due_at" },
                filter: "handoff_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_opportunity_id_state_due_at",
                table: "tasks",
                columns: new[] { "opportunity_id", "state", "due_at" },
                filter: "opportunity_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_owner_id_state_due_at_id",
                table: "tasks",
                columns: new[] { "owner_id", "state", "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_state_due_at_id",
                table: "tasks",
                columns: new[] { "state", "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_views_list_id",
                table: "views",
                columns: new[] { "list", "id" },
                descending: new[] { false, true },
                filter: "is_shared");

            migrationBuilder.CreateIndex(
                name: "ix_views_owner_list_name",
                table: "views",
                columns: new[] { "owner", "list", "name" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_accounts_accounts_merged_into_id",
                table: "accounts",
                column: "merged_into_id",
                principalTable: "accounts",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_accounts_representatives_owner_id",
                table: "accounts",
                column: "owner_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_contacts_contacts_merged_into_id",
                table: "contacts",
                column: "merged_into_id",
                principalTable: "contacts",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(PeopleSql.LinkContacts);
            migrationBuilder.Sql(WorkSql.GuardMerges);
            migrationBuilder.Sql(WorkSql.MakeSearchable);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(WorkSql.Undo);

            migrationBuilder.DropForeignKey(
                name: "fk_accounts_accounts_merged_into_id",
                table: "accounts");

            migrationBuilder.DropForeignKey(
                name: "fk_accounts_representatives_owner_id",
                table: "accounts");

            migrationBuilder.DropForeignKey(
                name: "fk_contacts_contacts_merged_into_id",
                table: "contacts");

            migrationBuilder.DropTable(
                name: "account_contacts");

            migrationBuilder.DropTable(
                name: "activity_records");

            migrationBuilder.DropTable(
                name: "merges");

            migrationBuilder.DropTable(
                name: "reminders");

            migrationBuilder.DropTable(
                name: "views");

            migrationBuilder.DropTable(
                name: "activities");

            migrationBuilder.DropTable(
                name: "tasks");

            migrationBuilder.DropIndex(
                name: "ix_contacts_email",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_email1",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_merged_into_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_phone_key",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_phone_key1",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_country_id",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_domain",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_domain1",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_industry_id",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_merged_into_id",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_normalised_name",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_normalised_name1",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_owner_id_id",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "job_title",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "merged_into_id",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "phone_key",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "version",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "country",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "employees",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "industry",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "merged_into_id",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "version",
                table: "accounts");

            migrationBuilder.AddColumn<Guid>(
                name: "account_id",
                table: "contacts",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.CreateIndex(
                name: "ix_contacts_account_id_id",
                table: "contacts",
                columns: new[] { "account_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_email",
                table: "contacts",
                column: "email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_domain",
                table: "accounts",
                column: "domain",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_normalised_name",
                table: "accounts",
                column: "normalised_name",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_contacts_accounts_account_id",
                table: "contacts",
                column: "account_id",
                principalTable: "accounts",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
