-- $1 cell
select generation, generation_op from cell where id = $1 for update
