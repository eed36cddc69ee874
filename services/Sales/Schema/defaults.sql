-- Defaults for rows that are written without EF Core, such as by the benches. EF Core always writes these columns.
alter table accounts alter version set default 0;
alter table contacts alter version set default 0, alter name_key set default '';
alter table pipelines alter version set default 0;
alter table reasons alter version set default 0;
alter table representatives alter version set default 0, alter name_key set default '';
alter table stages alter requirements set default '';
alter table opportunities
    alter forecast_category set default '',
    alter has_lines set default false,
    alter lines_revision set default 0,
    alter stage_entered_at set default '-infinity',
    alter stall_told set default false;
