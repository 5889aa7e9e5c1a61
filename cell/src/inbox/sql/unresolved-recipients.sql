select recipient from outbox where destination is null and parked_code is null group by recipient order by min(seq) limit $1
