-- $1: message id. The id prunes to one partition; one id may have been used by two senders.
select m.sender,
       m.sender_device,
       encode(m.conversation, 'hex') as conversation,
       m.state,
       m.term::text,
       m.n::text,
       m.accepted_ms::text
from message m
where m.id = $1
order by m.sender;
