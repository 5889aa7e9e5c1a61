insert into directory_answer as d (name, content, kept_ms) values ($1, $2, $3)
on conflict (name) do update set content = excluded.content, kept_ms = excluded.kept_ms where d.content <> excluded.content
