-- Claims lapse at $1 at the latest.
update lane set deadline_ms = $1::bigint where batch is not null and deadline_ms > $1::bigint
