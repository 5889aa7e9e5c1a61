-- $1 user.
select d.device_id, d.linked_ms, d.name, d.identity_key from device d
where d.user_id = $1 and d.revoked_ms is null
order by d.linked_ms, d.device_id
