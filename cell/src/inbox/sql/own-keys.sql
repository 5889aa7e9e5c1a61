-- What user $1's device $2 should know: the user's signed list, the grant for the device, and how many one-time keys of it wait (null: it has no
-- signed one).
select l.list, d.account_grant, d.identity_key,
  case when d.signed_prekey is not null then
    (select count(*) from prekey k where k.user_id = d.user_id and k.device_id = d.device_id)
  end as one_time
from device d left join device_list l on l.user_id = d.user_id
where d.user_id = $1 and d.device_id = $2
