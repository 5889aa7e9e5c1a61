update outbox set parked_code = null where parked_code is not null and ($1::text is null or destination = $1)
