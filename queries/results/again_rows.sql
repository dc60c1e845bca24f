-- One row per exit and later listing: days from the one to the other.
select e.nth as exit_id, r.days
from fct_relisting as r
join fct_exit as e on e.listing_id = r.listing_id
