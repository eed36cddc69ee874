-- A history is appended to and never rewritten. The database holds this rule against every writer.
create function refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger append_only before update or delete on stage_history for each row execute function refuse_rewriting();
create trigger append_only before update or delete on amount_history for each row execute function refuse_rewriting();
create trigger append_only before update or delete on close_date_history for each row execute function refuse_rewriting();
create trigger append_only before update or delete on checklist_answers for each row execute function refuse_rewriting();
create trigger append_only before update or delete on quote_documents for each row execute function refuse_rewriting();
create trigger append_only before update or delete on contract_amounts for each row execute function refuse_rewriting();
create trigger append_only before update or delete on forecast_submissions for each row execute function refuse_rewriting();
