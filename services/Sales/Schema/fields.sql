-- The value of a custom field as text, and as a number. Null if the field has no such value.
create function field_text(fields jsonb, code text) returns text language sql immutable parallel safe as
    $$ select fields ->> code $$;

create function field_number(fields jsonb, code text) returns numeric language sql immutable parallel safe as
    $$ select case when jsonb_typeof(fields -> code) = 'number' then (fields ->> code)::numeric end $$;
