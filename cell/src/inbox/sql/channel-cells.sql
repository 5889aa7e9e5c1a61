-- $1 channels: the other cells that have subscribers.
select c.id, k.cell from channel c join channel_cell k on k.channel_ref = c.ref where c.id = any ($1)
